// What the web app does, in little: create, upload in blocks, wait, show the report.
import { createApiClient, follow, RecordingUpload, UploadError } from "/client/dist/index.js";

const { apiUrl, token } = window.session; // what signing in would have given
const client = createApiClient(apiUrl, () => token);
const find = (selector) => document.querySelector(selector);

find("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = new FormData(event.target);
  const file = form.get("file");
  find("section").hidden = false;
  find("button").disabled = true;
  try {
    const { data: created, error } = await client.POST("/interviews", {
      params: { header: { "Idempotency-Key": crypto.randomUUID() } },
      body: {
        company: form.get("company"),
        jobTitle: form.get("jobTitle"),
        interviewType: "behavioral",
        fileName: file.name,
        contentType: file.type,
        sizeBytes: file.size,
      },
    });
    if (error) throw new Error(error.title);
    await send(file, created);
    const ended = await follow(client, created.id, { everyMs: 300, onChange: show });
    if (ended.status === "failed") throw new Error(ended.failure.message);
    await report(created.id);
  } catch (problem) {
    find("[role=alert]").textContent = problem.message;
  }
});

/** Sends what is missing until all has arrived; a cut connection is waited out. */
async function send(file, created) {
  const upload = new RecordingUpload(file, created.upload, ({ sentBytes, totalBytes }) => {
    find("#upload").value = sentBytes / totalBytes;
  });
  for (;;) {
    try {
      return await upload.send();
    } catch (problem) {
      if (!(problem instanceof UploadError)) throw problem;
      if (problem.expired) {
        const path = { id: created.id };
        const { data } = await client.POST("/interviews/{id}/upload-url", { params: { path } });
        upload.renew(data);
      } else if (problem.status === null) {
        find("#stage").textContent = "Waiting for the connection";
        if (!navigator.onLine) await new Promise((done) => addEventListener("online", done, { once: true }));
      } else throw problem;
    }
  }
}

function show(interview) {
  find("#stage").textContent = interview.stage;
  find("#analysis").value = interview.percent;
}

async function report(id) {
  const { data } = await client.GET("/interviews/{id}/report", {
    params: { path: { id } },
    headers: { Accept: "text/html" },
    parseAs: "text",
  });
  find("iframe").srcdoc = data;
  find("iframe").hidden = false;
}
