// Counts the demo's audiences over an NDJSON file without any part of the product: node samples/data/count.mjs samples/data/profiles.ndjson
// One JSON object: audience name → profiles. A test compares it with what the segment job reports.
import { readFileSync } from "node:fs";

const records = readFileSync(process.argv[2], "utf8").split("\n").filter((line) => line.trim() !== "").map((line) => JSON.parse(line));

// Records that share any identity are one profile, also through others: union-find over identity keys.
const parent = new Map();
const find = (key) => {
  let root = key;
  while (parent.get(root) !== root) root = parent.get(root);
  for (let step = key; step !== root; ) [step] = [parent.get(step), parent.set(step, root)];
  return root;
};
const identities = ({ entity }) => Object.entries(entity.identityMap).flatMap(([namespace, items]) =>
  items.map(({ id, primary }) => ({ key: `${namespace.toLowerCase()} ${namespace.toLowerCase() === "email" ? id.toLowerCase() : id}`, primary })));
for (const record of records) {
  record.keys = identities(record);
  for (const { key } of record.keys) if (!parent.has(key)) parent.set(key, key);
  for (const { key } of record.keys) parent.set(find(key), find(record.keys[0].key));
}

const clusters = new Map();
for (const record of records) {
  const root = find(record.keys[0].key);
  if (!clusters.has(root)) clusters.set(root, []);
  clusters.get(root).push(record);
}

// Objects are merged attribute by attribute, all else whole; null never overrides. The last one given wins.
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const merge = (older, newer) => {
  if (newer === undefined || newer === null) return older;
  if (!isObject(older) || !isObject(newer)) return newer;
  return Object.fromEntries([...new Set([...Object.keys(older), ...Object.keys(newer)])].map((name) => [name, merge(older[name], newer[name])]));
};

const profiles = (datasets) => [...clusters.values()].map((cluster) => {
  const fragments = new Map(); // one per dataset and primary identity, the newest
  for (const record of [...cluster].sort((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp))) {
    const primary = (record.keys.find((identity) => identity.primary) ?? record.keys[0]).key;
    fragments.set(`${record.datasetId} ${primary}`, record);
  }

  const rank = ({ datasetId, timestamp }) => [datasets ? -datasets.indexOf(datasetId) : 0, Date.parse(timestamp)];
  const merged = [...fragments.values()]
    .filter(({ datasetId }) => !datasets || datasets.includes(datasetId))
    .sort((a, b) => rank(a)[0] - rank(b)[0] || rank(a)[1] - rank(b)[1])
    .reduce((profile, { entity: { xEvent, identityMap, ...attributes } }) => merge(profile, attributes), {});
  const events = new Map();
  for (const { datasetId, entity } of cluster) for (const event of entity.xEvent ?? []) events.set(`${datasetId} ${event._id}`, event);
  return { ...merged, events: [...events.values()] };
});

const at = (event) => Date.parse(event.timestamp);
const isPurchase = (event) => event.eventType === "commerce.purchases";
const audiences = {
  "US work address": (p) => p.workAddress?.country === "US",
  "Born in the eighties": (p) => p.person?.birthDate >= "1980" && p.person?.birthDate < "1990",
  "Gold or platinum, over 2,500 points": (p) => ["gold", "platinum"].includes(p.loyalty?.tier) && p.loyalty.points > 2500,
  "E-mail consent, no phone consent": (p) => p.consents?.marketing?.email?.val === "y" && p.consents?.marketing?.call?.val !== "y",
  "Three purchases in 2025": (p) => p.events.filter((e) => isPurchase(e) && at(e) >= Date.UTC(2025, 0, 1) && at(e) < Date.UTC(2026, 0, 1)).length >= 3,
  "Spent over 500 since October": (p) => p.events.filter((e) => at(e) > Date.UTC(2025, 9, 1)).reduce((sum, e) => sum + (e.commerce?.order?.priceTotal ?? 0), 0) > 500,
  "Bought two or more of one product": (p) => p.events.some((e) => isPurchase(e) && (e.productListItems ?? []).some((item) => item.quantity >= 2)),
  "No postal code, but a birth date": (p) => (p.homeAddress?.postalCode ?? null) === null && (p.person?.birthDate ?? null) !== null,
  "US and gold": (p) => p.workAddress?.country === "US" && p.loyalty?.tier === "gold",
};

const byTime = profiles();
const counts = Object.fromEntries(Object.entries(audiences).map(([name, test]) => [name, byTime.filter(test).length]));
counts["Over 2,500 points by the CRM record"] = profiles(["crm-main", "loyalty-feed"]).filter((p) => p.loyalty?.points > 2500).length;
counts.profiles = byTime.length;
console.log(JSON.stringify(counts));
