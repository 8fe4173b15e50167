// A photograph by the camera of a desktop machine. Phones bring a camera of their own.

import { byId } from "./dom.js";
import { isAbort } from "./server.js";
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

    const closed = new AbortController();
    /** @type {Promise<Blob | null>} */
    const photo = new Promise((resolve) => {
        const { signal } = closed;
        byId("camera-close").addEventListener("click", () => dialog.close(), { signal });
        dialog.addEventListener("close", () => resolve(null), { signal });
        shoot.addEventListener("click", async () => {
            resolve(await still(video));
            dialog.close();
        }, { signal });
    });

    const stream = await open(problem);
    if (stream !== null) {
        video.srcObject = stream;
        await video.play().catch((error) => {
            if (!isAbort(error)) {
                throw error;
            }
        });
        shoot.disabled = !dialog.open;
        shoot.focus();
    }

    const result = await photo;
    closed.abort();
    stream?.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
    return result;
}

/** @param {HTMLElement} problem */
async function open(problem) {
    try {
        const wanted = { width: { ideal: longSide }, facingMode: "environment" };
        return await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
    } catch (error) {
        problem.textContent = text(error instanceof DOMException && error.name === "NotAllowedError" ? "camera.refused" : "camera.missing");
        return null;
    }
}

/** @param {HTMLVideoElement} video @returns {Promise<Blob | null>} */
async function still(video) {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    canvas.getContext("2d")?.drawImage(video, 0, 0);
    /** @type {Blob | null} */
    const photo = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.95));

    // Its pixels go now, not with the next collection.
    canvas.width = canvas.height = 0;
    return photo;
}
