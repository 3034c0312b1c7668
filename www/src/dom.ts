export function byId<Kind extends HTMLElement = HTMLElement>(id: string): Kind {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`#${id} is missing`);
  return element as Kind;
}

/** As text, whatever it is: nothing that came from outside is ever HTML here. */
export function write(id: string, text: string | undefined = ""): void {
  byId(id).textContent = text;
}

export function show(id: string, shown = true): void {
  byId(id).hidden = !shown;
}

export function fillTable(id: string, rows: Iterable<[name: string, ...values: string[]]>): void {
  const body = document.createElement("tbody");
  for (const [name, ...values] of rows) {
    const row = body.insertRow();
    const head = document.createElement("th");
    head.scope = "row";
    head.textContent = name;
    row.append(head);
    for (const value of values) row.insertCell().textContent = value;
  }
  byId(id).querySelector("tbody")?.replaceWith(body);
  show(id, body.rows.length > 0);
}
