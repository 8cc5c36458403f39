// The web app's side of the contract tests: a real PrismaClient, told over stdin what to do.
// One JSON object a line: {"model", "action", "args"}; one answer a line: {"result"} or {"error"}.
// {"$date": "…"} becomes a Date and {"$null": "DbNull" | "JsonNull"} Prisma's null of that kind.
import { createInterface } from "node:readline";
import { PrismaPg } from "@prisma/adapter-pg";
import { Prisma, PrismaClient } from "../prisma/generated/index.js";

const prisma = new PrismaClient({
  adapter: new PrismaPg({ connectionString: process.env.DATABASE_URL }),
});

function revive(_key, value) {
  if (value?.$date) return new Date(value.$date);
  if (value?.$null) return Prisma[value.$null];
  return value;
}

async function carryOut(line) {
  try {
    const { model, action, args } = JSON.parse(line, revive);
    const result =
      model === "raw" ? await prisma.$queryRawUnsafe(args.sql) : await prisma[model][action](args);
    return { result };
  } catch (error) {
    return { error: { name: error.name, code: error.code ?? null, message: error.message } };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify(await carryOut(line)) + "\n");
}
await prisma.$disconnect();
