/** Asking the server, with every failure said in words. */
import { say } from "./messages.js";
import { control } from "./dom.js";
/** @import { Editor } from "./index.js" */

const REFUSED = 403;
const TOO_LARGE = 413;
const BUSY = 429;

/**
 * The present token: logging in again in another tab makes the one in the form invalid.
 * @param {HTMLFormElement} form
 */
export function csrfToken(form) {
  const cookie = document.cookie.split("; ").find((pair) => pair.startsWith("csrftoken="));
  return cookie?.slice("csrftoken=".length) ?? control(form, "csrfmiddlewaretoken").value;
}

/**
 * Posts the fields and returns the answer. A server that is busy is asked again when it says.
 * @param {Editor} editor
 * @param {string} url
 * @param {Record<string, string | Blob>} fields
 * @param {AbortSignal} [signal]
 * @param {(message: string) => void} [onWait] told why the answer takes longer
 * @throws {Error} with a message for the author; an `AbortError` when `signal` says so
 */
export async function post(editor, url, fields, signal, onWait) {
  const response = await send(editor, url, fields, signal);
  const answer = await response.json().catch(() => null);
  if (signal?.aborted) throw new DOMException("", "AbortError");
  if (response.ok && answer) return answer;
  const message = answer?.message ?? wordsFor(editor, response.status);
  const wait = Number(response.headers.get("Retry-After"));
  if (response.status !== BUSY || !wait) throw new Error(message);
  onWait?.(message);
  await new Promise((resolve) => { setTimeout(resolve, wait * 1000); });
  if (signal?.aborted) throw new DOMException("", "AbortError");
  return post(editor, url, fields, signal, onWait);
}

/**
 * @param {Editor} editor
 * @param {string} url
 * @param {Record<string, string | Blob>} fields
 * @param {AbortSignal} [signal]
 */
async function send(editor, url, fields, signal) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  try {
    const headers = { "X-CSRFToken": csrfToken(editor.form), "X-Requested-With": "XMLHttpRequest" };
    return await fetch(url, { method: "POST", body, headers, signal });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Error(editor.words.offline, { cause: error });
  }
}

/**
 * The message of what was thrown.
 * @param {unknown} error
 */
export function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/**
 * @param {Editor} editor
 * @param {number} status
 */
function wordsFor({ words }, status) {
  if (status === REFUSED) return words.refused;
  return status === TOO_LARGE ? words.too_large : say(words.failed, { status });
}
