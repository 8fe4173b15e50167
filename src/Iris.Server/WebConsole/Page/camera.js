// A photograph by the camera of a desktop machine. Phones bring a camera of their own.

import { byId } from "./dom.js";
import { text } from "./wording.js";

const longSide = 1920;

/**
 * Shows what the camera sees until a photograph is taken.
 * @returns {Promise<Blob | null>} Null when none is.
 */
export async function photograph() {
    const dialog = byId("camera", HTMLDialogElement);
    const video = byId("camera-view", HTMLVideoElement);
    const shoot = byId("camera-shoot", HTMLButtonElement);
    const problem = byId("camera-problem");
    problem.textContent = "";
    shoot.disabled = true;
    dialog.showModal();

    // It may be closed, and opened again, while somebody is asked for the camera: each time has a signal of its own.
    const closed = new AbortController();
    const { signal } = closed;
    /** @type {Promise<Blob | null>} */
    const photo = new Promise((resolve) => {
        byId("camera-close").addEventListener("click", () => dialog.close(), { signal });
        dialog.addEventListener("close", () => {
            closed.abort();
            resolve(null);
        }, { signal });
        shoot.addEventListener("click", async () => {
            const taken = await still(video);
            if (taken === null) {
                problem.textContent = text("camera.failed");
                return;
            }

            resolve(taken);
            dialog.close();
        }, { signal });
    });

    /** @type {MediaStream | null} */
    let stream = null;
    try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: longSide }, facingMode: "environment" }, audio: false });
        if (!signal.aborted) {
            video.srcObject = stream;
            await video.play();
        }
    } catch (error) {
        if (!signal.aborted) {
            problem.textContent = text(whyNot(error));
        }
    }

    if (stream !== null && !signal.aborted) {
        shoot.disabled = false;
        shoot.focus();
    }

    const result = await photo;
    stream?.getTracks().forEach((track) => track.stop());
    if (video.srcObject === stream) {
        video.srcObject = null;
    }

    return result;
}

/** @param {unknown} error */
function whyNot(error) {
    switch (error instanceof DOMException ? error.name : "") {
        case "NotAllowedError": return "camera.refused";
        case "NotFoundError": return "camera.missing";
        case "NotReadableError": return "camera.busy";
        default: return "camera.failed";
    }
}

/** @param {HTMLVideoElement} video @returns {Promise<Blob | null>} */
async function still(video) {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    canvas.getContext("2d")?.drawImage(video, 0, 0);
    /** @type {Blob | null} Null where the camera has shown nothing yet. */
    const photo = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.95));

    // Its pixels go now, not with the next collection.
    canvas.width = canvas.height = 0;
    return photo;
}
