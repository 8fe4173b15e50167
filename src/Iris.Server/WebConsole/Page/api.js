// The view for whoever wants the same from a program.

import { byId } from "./dom.js";
import { addressOf } from "./server.js";

/** Brings the view to life. @returns {{ show: () => void }} */
export function startApi() {
    let isKnown = false;
    return {
        // The reference can be turned off.
        async show() {
            if (!isKnown) {
                isKnown = true;
                const answer = await fetch(addressOf("docs"), { method: "HEAD", cache: "no-store" }).catch(() => null);
                byId("api-reference").hidden = answer?.status === 404;
                byId("api-no-reference").hidden = answer?.status !== 404;
            }
        },
    };
}
