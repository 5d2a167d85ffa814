// A run's dialogue as swim lanes: a lane a node, time downwards, an arrow for what was said.
const LOG_KINDS = ['state', 'log'];
const QUIET_KINDS = ['wire', 'listening', 'connection-closed'];
const PAUSE = 1000000;  // microseconds; longer silences get a line of their own

// Who the two ends of each connection are, and who listens where.
function ends_of(entries) {
  const ends = new Map(), listeners = new Map();
  for (const {kind, connection, node, text} of entries) {
    if (kind === 'listening') listeners.set(text, node);
    if (!connection) continue;
    const pair = ends.get(connection) || {};
    if (kind === 'connect-attempt') {
      pair.initiator = node;
      pair.acceptor = pair.acceptor || listeners.get(text);
      pair.attempted = true;
    }
    if (kind === 'connection-opened') Object.assign(pair, {acceptor: node, initiator: text || pair.initiator});
    ends.set(connection, pair);
  }
  return ends;
}

function lanes_of(entries) {
  const names = new Set(entries.map(({node}) => node));
  if (entries.some(({kind}) => kind.startsWith('dns-'))) names.add('dns');
  for (const name of ['', 'world', 'network']) names.delete(name);
  const rank = (name) => name === 'pool' ? 0 : name === 'gateway' ? 1 : name === 'dns' ? 4 :
      /^authority/.test(name) ? 3 : 2;
  const lanes = [...names].sort((a, b) => rank(a) - rank(b));
  // The most is said beside the gateway.
  const gaps = lanes.slice(1).map((_, place) => ['pool', 'gateway'].includes(lanes[place]) ? 2.4 : 1);
  const whole = gaps.reduce((sum, gap) => sum + gap, 0) || 1;
  const at = new Map();
  let sum = 0;
  lanes.forEach((name, place) => {
    at.set(name, 4 + 90 * (place ? sum += gaps[place - 1] : 0) / whole);
  });
  return {names: lanes, at};
}

const other_end = (ends, entry) => {
  const pair = ends.get(entry.connection) || {};
  return pair.initiator === entry.node ? pair.acceptor : pair.initiator;
};

function is_quiet(entry, ends) {
  if (QUIET_KINDS.includes(entry.kind)) return true;
  if (entry.kind === 'connection-opened') return (ends.get(entry.connection) || {}).attempted;
  if (entry.kind === 'resources') return !/=[1-9]/.test(entry.text);
  // Between two fakes both ends tell; the sender's word is enough.
  if (entry.kind === 'xml-received') return other_end(ends, entry) !== 'gateway';
  return false;
}

// Octets that came in pieces are one thing to read.
function joined(entries, hidden) {
  const out = [];
  for (const entry of entries) {
    if (hidden(entry)) continue;
    const last = out[out.length - 1];
    if (last && entry.kind.startsWith('xml-') && last.kind === entry.kind &&
        last.connection === entry.connection && last.node === entry.node && last.tls === entry.tls) {
      out[out.length - 1] = {...last, text: last.text + entry.text, pieces: (last.pieces || 1) + 1};
    } else {
      out.push(entry);
    }
  }
  return out;
}

const tls_words = ({node, text}) => {
  const [version, role, certificate] = text.split(' ');
  const saw = (certificate || '').endsWith('=yes') ? 'saw a certificate' : 'saw no certificate';
  return version.replace('TLSv', 'TLS ') + ' established; ' + node + ' is the TLS ' + role + ' and ' + saw;
};

// "received ClientHello version=1.3 ...": who said it, what, and the rest below.
const tls_message = ({node, text}, other) => {
  const [way, what, ...rest] = text.split(' ');
  const [from, to] = way === 'sent' ? [node, other] : [other, node];
  return {from, to, style: 'handshake', faint: true, label: 'TLS ' + what, xml: rest.join('\n') || null};
};

// How each kind is drawn: an arrow {from, to}, a span without a point, or a note at a lane.
const DRAWINGS = {
  'step': (e) => ({heading: e.text}),
  'connect-attempt': (e, o) => ({from: e.node, to: o, style: 'dotted', label: 'connect to ' + e.text}),
  'connection-opened': (e, o) => ({from: o, to: e.node, style: 'dotted', label: 'connected'}),
  'connection-failed': (e, o) => ({from: o || e.node, to: e.node, tone: 'bad', style: 'dotted', label: 'connect failed: ' + e.text}),
  'connection-finished': (e, o) => ({from: e.node, to: o, style: 'dotted', label: 'ends its direction (FIN)', faint: true}),
  'connection-reset': (e, o) => ({from: e.node, to: o, style: 'dotted', tone: 'bad', label: 'breaks off (RST)'}),
  'connection-closed': () => ({heading: null, at: '', label: 'connection is over', faint: true}),
  'wire': (e, o) => ({from: e.node, to: o, style: 'dotted', faint: true, label: e.octets ? plural(e.octets, 'octet') + ' on the wire' : 'on the wire, in the clear', xml: e.octets ? null : e.text}),
  'dns-question': (e) => ({from: e.node, to: 'dns', label: e.text + ' ?'}),
  'dns-answer': (e) => ({from: 'dns', to: e.node, label: e.text === 'ok' ? 'ok, no records' : e.text, tone: /^ok/.test(e.text) ? '' : 'odd'}),
  'tls-message': (e, o) => tls_message(e, o),
  'tls-established': (e, o) => ({from: e.node, to: o, style: 'handshake', tone: 'good', label: tls_words(e)}),
  'tls-alert-sent': (e, o) => ({from: e.node, to: o, tone: 'bad', label: 'TLS alert ' + e.text}),
  'tls-alert-received': (e, o) => ({from: o, to: e.node, tone: 'bad', label: 'TLS alert ' + e.text}),
  'tls-failed': (e) => ({at: e.node, tone: 'bad', label: 'TLS failed: ' + e.text}),
  'xml-sent': (e, o) => said(e, e.node, o),
  'xml-received': (e, o) => said(e, o, e.node),
  'local-send': (e) => ({at: 'gateway', label: 'a local user sends: ' + xml_summary(e.text), xml: e.text, user: true}),
  'local-deliver': (e) => ({at: 'gateway', label: 'delivered to a local user: ' + xml_summary(e.text), xml: e.text, user: true, tone: xml_tone(e.text) || 'good'}),
  'partner-send': (e) => ({at: e.node, label: 'its user sends: ' + xml_summary(e.text), xml: e.text, user: true}),
  'partner-deliver': (e) => ({at: e.node, label: 'delivered to its user: ' + xml_summary(e.text), user: true, tone: 'good'}),
  'partner-gave-up': (e) => ({at: e.node, label: 'could not send: ' + xml_summary(e.text), user: true, tone: 'bad'}),
  'sip-sent': (e, o) => sip_said(e, e.node, o),
  'sip-received': (e, o) => sip_said(e, o, e.node),
  'sip-wrong': (e) => ({at: e.node, label: 'breaks the rules of SIP: ' + e.text, tone: 'bad'}),
  'user-sends': (e) => ({at: e.node, label: 'a local user sends: ' + xml_summary(e.text), xml: e.text, user: true}),
  'user-receives': (e) => ({at: e.node, label: 'delivered to a local user: ' + xml_summary(e.text), xml: e.text, user: true, tone: 'good'}),
  'user-sees': (e) => ({at: e.node, label: 'a local user sees: ' + xml_summary(e.text), xml: e.text, user: true}),
  'user-answered': (e) => ({at: e.node, label: 'a local user is told: ' + xml_summary(e.text), xml: e.text, user: true, tone: / code='[3-6]/.test(e.text) ? 'bad' : ''}),
  'contact-sees': (e) => ({at: e.node, label: 'its contact sees: ' + xml_summary(e.text), xml: e.text, user: true}),
  'directory-changed': (e) => ({at: 'gateway', label: 'learns: ' + xml_summary(e.text), xml: e.text}),
  'contact-receives': (e) => ({at: e.node, label: 'its contact receives: ' + xml_summary(e.text), xml: e.text, user: true, tone: 'good'}),
  'configuration-accepted': (e) => ({at: 'gateway', label: 'configuration accepted' + (e.text ? ': ' + e.text : '')}),
  'configuration-refused': (e) => ({at: 'gateway', tone: 'bad', label: 'configuration refused: ' + e.text}),
  'state': (e) => ({at: 'gateway', label: e.text, machine: true}),
  'log': (e) => ({at: 'gateway', label: e.text, machine: true, tone: /^(warning|error)/.test(e.text) ? 'odd' : ''}),
  'deadline': (e) => ({at: e.node, label: 'timer came due', faint: true}),
  'listening': (e) => ({at: e.node, label: 'listens at ' + e.text, faint: true}),
  'resources': (e) => ({at: e.node, label: 'left over: ' + e.text, tone: /=[1-9]/.test(e.text) ? 'odd' : '', faint: true}),
};
const said = (e, from, to) => ({from, to, style: e.tls ? 'sealed' : 'clear', label: xml_summary(e.text),
                                xml: e.text, tone: xml_tone(e.text), pieces: e.pieces});

// A SIP message: its first line, and the whole below.
const sip_said = (e, from, to) => ({from: from || 'gateway', to: to || 'gateway', style: e.tls ? 'sealed' : 'clear',
                                    label: e.text.split('\r\n', 1)[0], plain: e.text,
                                    tone: /^SIP\/2.0 [3-6]/.test(e.text) ? 'bad' : ''});

function dialogue_view(entries, options) {
  const ends = ends_of(entries), lanes = lanes_of(entries);
  const hidden = (entry) => (!options.everything && is_quiet(entry, ends)) ||
      (!options.log && LOG_KINDS.includes(entry.kind));
  const lines = lanes.names.map((name) => 'linear-gradient(var(--rule),var(--rule)) ' +
      lanes.at.get(name) + '% 0/1px 100% no-repeat').join(',');
  const list = h('ol', {class: 'dialogue', style: '--lanes:' + (lines || 'none')}, lane_heads(lanes));
  let before = 0;
  for (const entry of joined(entries, hidden)) {
    if (entry.at - before >= PAUSE)
      list.append(h('li', {class: 'pause'}, h('span', {}, seconds(entry.at - before) + ' s of silence')));
    before = entry.at;
    list.append(dialogue_row(entry, ends, lanes));
  }
  return list;
}

function lane_heads(lanes) {
  return h('li', {class: 'heads', 'aria-hidden': 'true'}, h('span', {class: 'at'}, 'seconds'),
           h('div', {class: 'lanes'}, lanes.names.map((name) => h(
               'b', {style: lane_place(lanes.at.get(name))}, name))));
}
// Names near an edge lean inwards.
const lane_place = (percent) => percent > 85 ? 'right:' + (100 - percent - 4) + '%' :
    percent < 10 ? 'left:0' : 'left:' + percent + '%;transform:translateX(-50%)';

function dialogue_row(entry, ends, lanes) {
  const draw = DRAWINGS[entry.kind] || ((e) => ({at: e.node, label: e.text}));
  const drawing = draw(entry, entry.connection ? other_end(ends, entry) : undefined);
  if (drawing.heading)
    return h('li', {class: 'step'}, h('span', {class: 'at'}, seconds(entry.at)),
             h('span', {class: 'words'}, drawing.heading));
  const classes = ['row', entry.kind, drawing.tone, drawing.style, drawing.faint ? 'faint' : '',
                   drawing.machine ? 'machine' : '', drawing.user ? 'user' : ''];
  return h('li', {class: classes.filter(Boolean).join(' ')},
           h('span', {class: 'at'}, seconds(entry.at)),
           h('div', {class: 'lanes'}, lane_content(entry, drawing, lanes)));
}

function lane_content(entry, drawing, lanes) {
  const from = lanes.at.get(drawing.from), to = lanes.at.get(drawing.to);
  const is_arrow = from !== undefined && to !== undefined && from !== to;
  const left = is_arrow ? Math.min(from, to) : lanes.at.get(drawing.at || drawing.from || entry.node) || 0;
  const who = is_arrow ? drawing.from + ' to ' + drawing.to + ': ' : '';
  const tags = [
    entry.connection ? h('small', {class: 'tag'}, '#' + entry.connection) : null,
    drawing.style === 'sealed' ? h('small', {class: 'tag tls'}, 'TLS') : null,
    drawing.style === 'clear' ? h('small', {class: 'tag open'}, 'clear') : null,
    drawing.pieces ? h('small', {class: 'tag'}, drawing.pieces + ' pieces') : null,
  ];
  // A box that starts at the last lane has no room to its right.
  const place = left > 80 ? 'margin-left:auto;margin-right:' + (100 - left) + '%' : 'margin-left:' + left + '%';
  const box = h('div', {class: 'box' + (is_arrow ? '' : ' note'), style: place},
                h('p', {class: 'label'}, h('span', {class: 'unseen'}, who),
                  drawing.tone === 'bad' ? h('b', {class: 'cross', 'aria-hidden': 'true'}, '✕ ') : null,
                  h('span', {class: 'words'}, drawing.label || entry.text), ' ', tags));
  const parts = [box];
  if (is_arrow) {
    parts.push(h('div', {class: 'arrow ' + (from < to ? 'right' : 'left'), 'aria-hidden': 'true',
                         style: 'margin-left:' + left + '%;width:' + Math.abs(from - to) + '%'}));
  }
  if (drawing.plain) parts.push(h('div', {class: 'box body', style: place}, h('pre', {class: 'xml'}, drawing.plain)));
  if (drawing.xml) parts.push(h('div', {class: 'box body', style: place}, xml_view(drawing.xml, left > 40 ? 44 : XML_WIDTH)));
  return parts;
}
