namespace Iris.Browser.Tests.Browsing;

/// <summary>Files as a person has them: chosen or dropped.</summary>
internal static class Upload
{
    /// <summary>A file to choose that is none on this machine.</summary>
    public static FilePayload Of(string name, byte[] content) => new() { Name = name, MimeType = "image/jpeg", Buffer = content };

    /// <summary>Drops pictures of the tests onto an element.</summary>
    public static async Task DropAsync(this ILocator zone, params string[] pictures)
    {
        IJSHandle files = await zone.Page.EvaluateHandleAsync(
            """
            files => {
              const transfer = new DataTransfer();
              for (const { name, content } of files) {
                transfer.items.add(new File([Uint8Array.fromBase64(content)], name, { type: 'image/jpeg' }));
              }

              return transfer;
            }
            """,
            pictures.Select(picture => new { name = Path.GetFileName(picture), content = Convert.ToBase64String(Pictures.Read(picture)) }));
        foreach (string step in (string[])["dragenter", "dragover", "drop"])
        {
            await zone.DispatchEventAsync(step, new { dataTransfer = files });
        }
    }
}
