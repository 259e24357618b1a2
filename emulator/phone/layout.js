// Where the boxes and arrows of a map stand: in layers, after Sugiyama, Tagawa and Toda (1981). Knows no elements.
//
// Each arrow has its label as a point of its own in a layer between the boxes, so that nothing is written over anything.
// All is reckoned along the ways ("along") and at right angles to them ("across").

const GAP = 14; // between two things of a layer
const ROOM = 18; // between two layers
const SWEEPS = 8;

/**
 * Places for boxes and arrows.
 *
 * @param boxes `{id, width, height}`, the first one first; @param arrows `{source, target, width, height}`, the size of
 * the label; @param deep whether ways go from top to bottom, not from left to right.
 * @returns `{width, height, boxes: Map of id to {x, y}, arrows: [{points, label}]}`; x and y are of centres.
 */
export function layout(boxes, arrows, deep) {
  const nodes = new Map(boxes.map((box) => [box.id, made(box.width, box.height, deep)]));
  const links = arrows.map((arrow) => ({ from: nodes.get(arrow.source), to: nodes.get(arrow.target), arrow, chain: [] }));
  for (const link of links) {
    if (link.from === link.to) link.from.loops = (link.from.loops ?? 0) + 1;
    else link.from.outs.push(link);
  }
  turnBackward([...nodes.values()]);
  rank([...nodes.values()]);
  const layers = layered([...nodes.values()], links, deep);
  order(layers);
  const across = acrossLayers(layers);
  const along = alongLayers(layers);
  const put = ([a, b]) => (deep ? [b, a] : [a, b]);
  const placed = new Map();
  for (const [id, node] of nodes) {
    const [x, y] = put([node.along, node.across]);
    placed.set(id, { x, y });
  }
  const drawn = links.map((link) => ({
    points: points(link).map(put),
    label: xy(put(link.from === link.to ? loopLabel(link.from) : [link.label.along, link.label.across])),
  }));
  const [width, height] = put([along, across]);
  return { width, height, boxes: placed, arrows: drawn };
}

const xy = ([x, y]) => ({ x, y });

const made = (width, height, deep) => ({
  long: deep ? height : width,
  wide: deep ? width : height,
  outs: [],
  rank: 0,
  before: [],
  after: [],
});

/** Turn the arrows round that lead back to where a way came from. */
function turnBackward(nodes) {
  const state = new Map();
  for (const root of nodes) {
    if (state.has(root)) continue;
    state.set(root, "open");
    const stack = [[root, 0]];
    while (stack.length) {
      const top = stack[stack.length - 1];
      const [node, next] = top;
      if (next === node.outs.length) {
        state.set(node, "done");
        stack.pop();
        continue;
      }
      top[1] += 1;
      const link = node.outs[next];
      if (state.get(link.to) === "open") link.back = true;
      else if (!state.has(link.to)) {
        state.set(link.to, "open");
        stack.push([link.to, 0]);
      }
    }
  }
}

const head = (link) => (link.back ? link.to : link.from);
const tail = (link) => (link.back ? link.from : link.to);

/** Each box two layers behind the last of those that lead to it: one between them is for labels. */
function rank(nodes) {
  const outs = new Map(nodes.map((node) => [node, []]));
  const waits = new Map(nodes.map((node) => [node, 0]));
  for (const node of nodes) {
    for (const link of node.outs) {
      outs.get(head(link)).push(tail(link));
      waits.set(tail(link), waits.get(tail(link)) + 1);
    }
  }
  const ready = nodes.filter((node) => waits.get(node) === 0);
  while (ready.length) {
    const node = ready.pop();
    for (const next of outs.get(node)) {
      next.rank = Math.max(next.rank, node.rank + 2);
      waits.set(next, waits.get(next) - 1);
      if (waits.get(next) === 0) ready.push(next);
    }
  }
}

/** The layers, with a point for each arrow in each layer that it crosses. */
function layered(nodes, links, deep) {
  const layers = [];
  const put = (node) => (layers[node.rank] ??= []).push(node);
  for (const node of nodes) put(node);
  for (const link of links) {
    if (link.from === link.to) {
      link.from.loop = Math.max(link.from.loop ?? 0, link.arrow.height);
      continue;
    }
    const [first, last] = [head(link), tail(link)];
    const named = link.back ? last.rank - 1 : first.rank + 1; // the label stands beside the box that is left
    let previous = first;
    for (let at = first.rank + 1; at < last.rank; at += 1) {
      const point = at === named ? made(link.arrow.width, link.arrow.height, deep) : made(0, 4, false);
      point.rank = at;
      point.isPoint = true;
      if (at === named) link.label = point;
      join(previous, point);
      link.chain.push(point);
      put(point);
      previous = point;
    }
    join(previous, last);
  }
  for (const node of nodes) if (node.loop) node.below = (node.loop + 12) * node.loops;
  return layers.map((layer) => layer ?? []);
}

function join(one, other) {
  one.after.push(other);
  other.before.push(one);
}

/** The order in each layer: each near the middle of what it is joined to, as long as fewer arrows cross. */
function order(layers) {
  const number = (layer) => layer.forEach((node, place) => (node.place = place));
  layers.forEach(number);
  let [best, fewest] = [layers.map((layer) => [...layer]), crossings(layers)];
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep += 1) {
    const down = sweep % 2 === 0;
    for (const layer of down ? layers : [...layers].reverse()) {
      const joined = layer.filter((node) => (down ? node.before : node.after).length);
      for (const node of joined) node.wish = mean((down ? node.before : node.after).map((each) => each.place));
      const places = joined.map((node) => node.place); // those that are joined to nothing keep theirs
      joined.sort((one, other) => one.wish - other.wish || one.place - other.place);
      joined.forEach((node, index) => (layer[places[index]] = node));
      number(layer);
    }
    const now = crossings(layers);
    if (now < fewest) [best, fewest] = [layers.map((layer) => [...layer]), now];
  }
  layers.forEach((layer, index) => {
    layer.splice(0, layer.length, ...best[index]);
    number(layer);
  });
}

const mean = (numbers) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;

/** How many pairs of arrows cross, counted from layer to layer by a tree of sums (Barth, Mutzel and Jünger, 2004). */
function crossings(layers) {
  let found = 0;
  for (const layer of layers) {
    const ends = layer.flatMap((node) => node.after.map((next) => next.place).sort((one, other) => one - other));
    let size = 1;
    while (size <= Math.max(0, ...ends)) size *= 2;
    const sums = new Array(2 * size).fill(0);
    for (const end of ends) {
      for (let at = end + size; at > 0; at >>= 1) {
        if (at > 1 && at % 2 === 0) found += sums[at + 1];
        sums[at] += 1;
      }
    }
  }
  return found;
}

/** Places at right angles: each as near as it can be to what it is joined to. Returns the size. */
function acrossLayers(layers) {
  const size = (node) => node.wide + (node.below ?? 0);
  for (const layer of layers) {
    let at = 0;
    for (const node of layer) {
      node.across = at + size(node) / 2;
      at += size(node) + GAP;
    }
  }
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const down = sweep % 2 === 0;
    for (const layer of down ? layers : [...layers].reverse()) {
      const wishes = layer.map((node) => {
        const near = down ? node.before : node.after;
        return near.length ? mean(near.map((each) => each.across)) : node.across;
      });
      spread(layer, wishes, size);
    }
  }
  const all = layers.flat();
  const least = Math.min(...all.map((node) => node.across - size(node) / 2));
  for (const node of all) node.across += GAP - least - (node.below ?? 0) / 2;
  return Math.max(...all.map((node) => node.across + node.wide / 2 + (node.below ?? 0))) + GAP;
}

/** Give the nodes of a layer the places nearest to their wishes at which they do not touch: the pooling of neighbours. */
function spread(layer, wishes, size) {
  const pools = [];
  const offsets = [];
  let offset = 0;
  layer.forEach((node, place) => {
    if (place) offset += (size(layer[place - 1]) + size(node)) / 2 + GAP;
    offsets.push(offset);
    let pool = { sum: wishes[place] - offset, count: 1 };
    while (pools.length && pools[pools.length - 1].sum / pools[pools.length - 1].count >= pool.sum / pool.count) {
      const last = pools.pop();
      pool = { sum: last.sum + pool.sum, count: last.count + pool.count };
    }
    pools.push(pool);
  });
  let place = 0;
  for (const pool of pools) {
    for (let each = 0; each < pool.count; each += 1, place += 1) {
      layer[place].across = pool.sum / pool.count + offsets[place];
    }
  }
}

/** Places along the ways: each layer behind the one before it. Returns the size. */
function alongLayers(layers) {
  let at = GAP;
  for (const layer of layers) {
    const long = Math.max(0, ...layer.map((node) => node.long));
    for (const node of layer) {
      node.along = at + long / 2;
      node.span = long;
    }
    at += long + ROOM;
  }
  return at - ROOM + GAP;
}

/** The points of an arrow, from side to side. */
function points(link) {
  const { from, to, chain, back } = link;
  if (from === to) {
    const [side, under] = [from.along + from.long / 4, from.across + from.wide / 2];
    return [[side, under], [side, under + 8], [from.along - from.long / 4, under + 8], [from.along - from.long / 4, under]];
  }
  const leave = [from.along + ((back ? -1 : 1) * from.long) / 2, from.across];
  const arrive = [to.along - ((back ? -1 : 1) * to.long) / 2, to.across];
  const between = chain.flatMap((point) => [
    [point.along - point.span / 2, point.across],
    [point.along + point.span / 2, point.across],
  ]);
  return [leave, ...(back ? between.reverse() : between), arrive];
}

const loopLabel = (node) => [node.along, node.across + node.wide / 2 + 10 + node.loop / 2];
