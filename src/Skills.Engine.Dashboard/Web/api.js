// URLs are relative to the page, so any path base and any proxy in front is right.

export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export const session = {};

async function send(path, init = {}) {
  let response;
  try {
    response = await fetch(`api/${path}`, { credentials: 'same-origin', ...init, headers: { 'X-Requested-With': 'XMLHttpRequest', Accept: 'application/json', ...init.headers } });
  } catch (e) {
    if (e.name === 'AbortError') throw e;
    throw new ApiError(0, 'The host does not answer. Is it running?');
  }
  if (response.ok) return response;
  let why = `The host answered with ${response.status}.`;
  try {
    const problem = await response.json();
    why = problem.detail ?? problem.title ?? why;
    if (problem.suggestions?.length) why += ` Did you mean ${problem.suggestions.join(', ')}?`;
  } catch { /* An answer of a proxy in front has no sentence of ours. */ }
  throw new ApiError(response.status, why);
}

export const get = async (path, signal) => (await send(path, { signal })).json();

const postInit = (body, signal) => ({
  method: 'POST', signal, body: JSON.stringify(body), headers: { 'Content-Type': 'application/json', 'X-Skills-Token': session.token ?? '' },
});

export const post = async (path, body, signal) => (await send(path, postInit(body, signal))).json();

export async function openSession() {
  Object.assign(session, await get('session'));
  return session;
}

/** Posts, and reads the answer as server-sent events. */
export async function stream(path, body, onEvent, signal) {
  const response = await send(path, postInit(body, signal));
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split('\n\n');
    rest = blocks.pop();
    for (const block of blocks) {
      const event = /^event: (.*)$/m.exec(block)?.[1];
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (event && data) onEvent(event, JSON.parse(data));
    }
  }
}

export const query = (values) => {
  const text = new URLSearchParams(Object.entries(values).filter(([, v]) => v !== undefined && v !== null && v !== '')).toString();
  return text ? `?${text}` : '';
};
