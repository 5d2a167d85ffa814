// XML for reading: indented, attributes wrapped, and a summary in a few words. Fragments are fine:
// a stream is never a whole document while it lasts.
const XML_WIDTH = 72;
const XML_SHOWN_MAX = 6000;

const xml_tokens = (text) => text.match(/<(?:[^'"<>]|'[^']*'|"[^"]*")*>|[^<]+|</g) || [];
const is_tag = (token) => token.length > 1 && token[0] === '<';
const is_closing = (token) => token.startsWith('</');
const opens = (token) => is_tag(token) && !is_closing(token) && !token.endsWith('/>') &&
    !/^<[?!]/.test(token);
const name_of = (token) => (token.match(/^<\/?([^\s\/>]+)/) || ['', ''])[1];

// Lines of {depth, tokens}; an element that holds only text stays on one line.
function xml_lines(text) {
  const tokens = xml_tokens(text).filter((token) => is_tag(token) || token.trim() !== '');
  const lines = [];
  let depth = 0;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (is_tag(token) && is_closing(token)) {
      depth = Math.max(0, depth - 1);
      lines.push({depth, tokens: [token]});
    } else if (opens(token) && i + 2 < tokens.length && !is_tag(tokens[i + 1]) &&
               is_closing(tokens[i + 2])) {
      lines.push({depth, tokens: tokens.slice(i, i + 3)});
      i += 2;
    } else {
      lines.push({depth, tokens: [token]});
      if (opens(token) && name_of(token) !== 'stream:stream') depth++;
    }
  }
  return lines;
}

function xml_view(text, width) {
  const shown = text.length > XML_SHOWN_MAX ? text.slice(0, XML_SHOWN_MAX) : text;
  const pre = h('pre', {class: 'xml'});
  if (/^\s*$/.test(shown)) {
    pre.append(h('em', {}, shown === '' ? 'nothing' : 'white space'));
    return pre;
  }
  for (const line of xml_lines(shown)) {
    const indent = '  '.repeat(line.depth);
    pre.append(indent);
    for (const token of line.tokens)
      pre.append(is_tag(token) ? tag_view(token, indent, width) : h('span', {class: 'x-text'}, token));
    pre.append('\n');
  }
  if (shown !== text) pre.append(h('em', {}, '… ' + grouped(text.length - shown.length) + ' more'));
  return pre;
}

function tag_view(token, indent, width) {
  const [, head, rest, tail] = token.match(/^(<[\/?!]?[^\s\/>]+)([^]*?)([\/?]?>)$/) || ['', token, '', ''];
  const view = h('span', {class: 'x-tag'}, h('span', {class: 'x-name'}, head));
  let column = indent.length + head.length;
  for (const attribute of rest.match(/[^\s=]+\s*=\s*(?:'[^']*'|"[^"]*")|\S+/g) || []) {
    if (column + attribute.length + 1 > width && column > indent.length + head.length) {
      view.append('\n' + indent + '    ');
      column = indent.length + 4;
    } else {
      view.append(' ');
      column++;
    }
    const [name, value] = attribute.split(/=([^]*)/);
    view.append(h('span', {class: 'x-attribute'}, name));
    if (value !== undefined) view.append('=', h('span', {class: 'x-value'}, value));
    column += attribute.length;
  }
  view.append(tail);
  return view;
}

const attribute_of = (token, name) =>
    (token.match(new RegExp('\\s' + name + '\\s*=\\s*(?:\'([^\']*)\'|"([^"]*)")')) || []).slice(1)
        .find((value) => value !== undefined) || '';

// "features: starttls required, dialback"; what a person would say had been sent.
function xml_summary(text) {
  const tags = xml_tokens(text).filter((token) => is_tag(token));
  const words = [];
  let depth = 0, inside = [];
  for (const tag of tags) {
    if (is_closing(tag)) {
      depth = Math.max(0, depth - 1);
      if (name_of(tag) === 'stream:stream') words.push('stream closed');
      else if (depth === 0) inside = [];
      continue;
    }
    if (/^<[?!]/.test(tag)) {
      if (tag.startsWith('<!')) words.push(tag.slice(0, 24));
      continue;
    }
    if (name_of(tag) === 'stream:stream') {
      words.push('stream header');
      continue;
    }
    if (depth === 0) {
      inside = [element_words(tag)];
      words.push(inside);
    } else if (depth === 1 && tells(inside[0])) {
      inside.push(name_of(tag).split(':').pop());
    } else if (depth === 2 && name_of(tag) === 'required') {
      inside.push(inside.pop() + ' required');
    }
    if (!tag.endsWith('/>')) depth++;
  }
  return words.map((word) => Array.isArray(word) ? listed(word) : word).join(', ') ||
      (text.trim() === '' ? 'white space' : 'text');
}
const tells = (word) => /^(features|stream error|failure|.* error)$/.test(word);
const listed = ([first, ...rest]) =>
    first + (rest.length ? ': ' + rest.filter((word) => word !== 'text').join(', ') : '');

function element_words(tag) {
  const name = name_of(tag), type = attribute_of(tag, 'type');
  switch (name) {
    case 'stream:features': return 'features';
    case 'stream:error': return 'stream error';
    case 'auth': return 'auth ' + attribute_of(tag, 'mechanism');
    case 'db:result': case 'db:verify': return name + (type ? ' ' + type : ' with key');
    case 'message': case 'presence': case 'iq': return name + (type ? ' ' + type : '');
    default: return name;
  }
}

function xml_tone(text) {
  if (/<stream:error|<failure|<abort|\stype\s*=\s*['"](?:invalid|error)['"]/.test(text)) return 'bad';
  if (/<proceed|<success|<db:\w+[^>]*\stype\s*=\s*['"]valid['"]/.test(text)) return 'good';
  return '';
}
