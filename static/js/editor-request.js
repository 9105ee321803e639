/** Asking the server, with every failure said in words. */
import { say } from "./editor-words.js";

const REFUSED = 403;
const TOO_LARGE = 413;

/** The present token: logging in again in another tab makes the one in the form invalid. */
export function csrfToken(form) {
  const cookie = document.cookie.split("; ").find((pair) => pair.startsWith("csrftoken="));
  return cookie?.slice("csrftoken=".length) ?? form.elements.csrfmiddlewaretoken.value;
}

/**
 * Posts the fields and returns the answer.
 * @param {Editor} editor
 * @param {Record<string, string | Blob>} fields
 * @throws {Error} with a message for the author; an `AbortError` when `signal` says so
 */
export async function post(editor, url, fields, signal) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  let response;
  try {
    const headers = { "X-CSRFToken": csrfToken(editor.form), "X-Requested-With": "XMLHttpRequest" };
    response = await fetch(url, { method: "POST", body, headers, signal });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error(editor.words.offline);
  }
  const answer = await response.json().catch(() => null);
  if (signal?.aborted) throw new DOMException("", "AbortError");
  if (response.ok && answer) return answer;
  throw new Error(answer?.message ?? wordsFor(editor, response.status));
}

function wordsFor({ words }, status) {
  if (status === REFUSED) return words.refused;
  return status === TOO_LARGE ? words.too_large : say(words.failed, { status });
}
