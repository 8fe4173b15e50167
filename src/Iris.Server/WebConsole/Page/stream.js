// Server-sent events of an answer to a POST, which EventSource cannot send.

/**
 * Reads events as they come: https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 * @param {ReadableStream<Uint8Array>} body
 * @returns {AsyncGenerator<{ type: string, data: string }>}
 */
export async function* readEvents(body) {
    let type = "";
    /** @type {string[]} */
    let data = [];
    for await (const line of readLines(body)) {
        if (line === "") {
            if (data.length > 0) {
                yield { type: type || "message", data: data.join("\n") };
            }

            [type, data] = ["", []];
            continue;
        }

        const colon = line.indexOf(":");
        const field = colon < 0 ? line : line.slice(0, colon);
        const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
        if (field === "event") {
            type = value;
        } else if (field === "data") {
            data.push(value);
        }
    }
}

/**
 * What comes after the last end of a line is part of an event that is not complete, and dropped.
 * @param {ReadableStream<Uint8Array>} body
 */
async function* readLines(body) {
    const reader = body.getReader();
    const decoder = new TextDecoder();
    let rest = "";
    let isOver = false;
    try {
        while (!isOver) {
            const { done, value } = await reader.read();
            rest += decoder.decode(value, { stream: !done });

            // A carriage return at the end may be half of a line's end.
            const lines = rest.split(done ? /\r\n|\r|\n/ : /\r\n|\r(?!$)|\n/);
            rest = lines.pop() ?? "";
            isOver = done;
            yield* lines;
        }
    } finally {
        // Whoever stops listening has the server stop, too.
        if (!isOver) {
            reader.cancel().catch(() => {});
        }
    }
}
