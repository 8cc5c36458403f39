// Prisma's own schema engine, as WebAssembly: node schema_engine.mjs <command>, with DATABASE_URL.
//   diff   what Prisma would change to make the database match schema.prisma
//   sql    what Prisma would run in an empty database
//   push   `prisma db push`
//   reset  the first half of `prisma migrate reset`
import { readFileSync } from "node:fs";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import { SchemaEngine } from "@prisma/schema-engine-wasm";
import pg from "pg";

const CHAR = 18; // the type "char" of PostgreSQL's catalogue, which the adapter does not know
const TEXT = 25;
const charColumns = new WeakMap();

class CataloguePool extends pg.Pool {
  async query(...args) {
    const result = await super.query(...args);
    const found = [];
    (result.fields ?? []).forEach((field, index) => {
      if (field.dataTypeID !== CHAR) return;
      field.dataTypeID = TEXT;
      found.push(index);
    });
    if (result.rows) charColumns.set(result.rows, found);
    return result;
  }
}

class CatalogueAdapter extends PrismaPg {
  async connect() {
    const adapter = await super.connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (query) => {
      const result = await queryRaw(query);
      for (const index of charColumns.get(result.rows) ?? []) {
        result.columnTypes[index] = ColumnTypeEnum.Character;
      }
      return result;
    };
    return adapter;
  }
}

const path = new URL("../prisma/schema.prisma", import.meta.url);
const content = readFileSync(path, "utf8");
const schema = { files: [{ path: "schema.prisma", content }] };
const filters = { externalTables: [], externalEnums: [] };
const wanted = { tag: "schemaDatamodel", ...schema };
globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => console.error(message) };

const pool = new CataloguePool({ connectionString: process.env.DATABASE_URL });
const engine = await SchemaEngine.new(
  { datamodels: [["schema.prisma", content]] },
  () => {},
  bindMigrationAwareSqlAdapterFactory(new CatalogueAdapter(pool)),
);

const commands = {
  diff: async () => {
    const from = { tag: "schemaDatasource", ...schema, configDir: "." };
    return engine.diff({ from, to: wanted, script: false, exitCode: true, filters });
  },
  sql: async () => {
    const from = { tag: "empty" };
    return engine.diff({ from, to: wanted, script: true, exitCode: false, filters });
  },
  push: () => engine.schemaPush({ force: false, schema, filters }),
  reset: async () => {
    await engine.reset({ filter: filters });
    return {};
  },
};
process.stdout.write(JSON.stringify(await commands[process.argv[2]]()));
await pool.end();
process.exit(0); // the engine keeps connections of its own
