// The record: opens the embedded blocks (base64, zlib, JSON) and gives runs as objects.
const STATUSES = ['passed', 'failed', 'error', 'skipped'];
const OUTCOME_FIELDS = ['configuration', 'method', 'stage', 'closed_by', 'condition', 'to_partner',
                        'to_gateway'];
// The gateway's own settings first, then the partner's; axes of other matrices follow by name.
const AXIS_ORDER = ['direction', 'tls', 'sasl', 'dialback', 'own-certificate', 'trust', 'partner-tls',
                    'external', 'partner-dialback', 'partner-certificate', 'insists'];
const axis_rank = (axis) => (AXIS_ORDER.indexOf(axis) + 1) || AXIS_ORDER.length + 1;

async function open_block(id) {
  const binary = atob(document.getElementById(id).textContent);
  const octets = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) octets[i] = binary.charCodeAt(i);
  const plain = new Blob([octets]).stream().pipeThrough(new DecompressionStream('deflate'));
  return JSON.parse(await new Response(plain).text());
}

class RunRecord {
  static async open() {
    return new RunRecord(await open_block('results'));
  }

  constructor(columns) {
    this.columns = columns;
    this.size = columns.id.length;
    this.axes = Object.keys(columns.cells).sort((a, b) => axis_rank(a) - axis_rank(b));
    this.index_of_id = new Map();
    for (let i = 0; i < this.size; i++) this.index_of_id.set(this.id(i), i);
    this.outcomes = new Map();  // number of the text -> outcome
    this.opened = new Map();    // block -> promise of its content
  }

  text(name, i) { return this.columns.texts[this.columns[name][i]]; }
  texts(name, i) { return this.columns[name][i].map((number) => this.columns.texts[number]); }
  id(i) { return this.text('id', i); }
  status(i) { return STATUSES[this.columns.status[i]]; }
  axis(name, i) {
    const column = this.columns.cells[name];
    return column ? this.columns.texts[column[i]] : '';
  }
  has_cell(i) { return this.axes.some((name) => this.axis(name, i) !== ''); }

  outcome(name, i) {
    const number = this.columns[name][i];
    if (!this.outcomes.has(number)) {
      const words = this.columns.texts[number].split('\n');
      const outcome = words.length < 2 ? null :
          Object.fromEntries(OUTCOME_FIELDS.map((field, place) => [field, words[place]]));
      this.outcomes.set(number, outcome);
    }
    return this.outcomes.get(number);
  }

  repeat(i) { return this.text('repeat', i).replace('\n', () => this.id(i)); }

  values_of(axis) {
    const seen = new Set();
    for (let i = 0; i < this.size; i++) if (this.axis(axis, i)) seen.add(this.axis(axis, i));
    return [...seen];
  }

  block(id) {
    if (!this.opened.has(id)) this.opened.set(id, open_block(id));
    return this.opened.get(id);
  }

  // The entries of a run's dialogue, or null if the record does not hold it.
  async dialogue(i) {
    const number = this.columns.dialogue[i];
    if (number < 0) return null;
    const firsts = this.columns.first_of_chunk;
    let chunk = firsts.length - 1;
    while (firsts[chunk] > number) chunk--;
    const [texts, dialogues] =
        await Promise.all([this.block('texts'), this.block('dialogues-' + chunk)]);
    const [gaps, kinds, connections, tls, nodes, contents] = dialogues[number - firsts[chunk]];
    let at = 0;
    return gaps.map((gap, place) => ({
      at: at += gap,
      kind: this.columns.kinds[kinds[place]],
      connection: connections[place],
      tls: tls[place] === 1,
      node: texts[nodes[place]],
      text: contents[place] < 0 ? '' : texts[contents[place]],
      octets: contents[place] < 0 ? -contents[place] : 0,
    }));
  }

  same_dialogue(i) {
    const number = this.columns.dialogue[i];
    if (number < 0) return [];
    const others = [];
    this.columns.dialogue.forEach((other, j) => { if (other === number && j !== i) others.push(j); });
    return others;
  }
}
