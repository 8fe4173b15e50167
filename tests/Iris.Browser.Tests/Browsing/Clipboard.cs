namespace Iris.Browser.Tests.Browsing;

/// <summary>The browser's clipboard. There is one for all pages: tests that use it are in a collection of this name, one after the other.</summary>
internal static class Clipboard
{
    /// <summary>Lets the page use it, as a person does by pressing a button or a key.</summary>
    public static BrowserNewContextOptions Allowed => new() { Permissions = ["clipboard-read", "clipboard-write"] };

    /// <summary>Puts a picture there, as a program that shows pictures does: as PNG.</summary>
    public static async Task CopyPictureAsync(IPage page, string picture)
    {
        using SkiaSharp.SKBitmap pixels = PictureFiles.Decode(Pictures.Read(picture));
        await page.EvaluateAsync(
            "png => navigator.clipboard.write([new ClipboardItem({ 'image/png': new Blob([Uint8Array.fromBase64(png)], { type: 'image/png' }) })])",
            Convert.ToBase64String(PictureFiles.Png(pixels)));
    }

    /// <summary>Puts a text there.</summary>
    public static Task CopyTextAsync(IPage page, string text) => page.EvaluateAsync("text => navigator.clipboard.writeText(text)", text);

    /// <summary>The text there, pasted into a field that is added to the page for it.</summary>
    public static async Task<string> PasteAsync(IPage page)
    {
        await page.EvaluateAsync("document.body.append(Object.assign(document.createElement('textarea'), { id: 'pasted' }))");
        await page.Locator("#pasted").PressAsync("Control+V");
        return await page.Locator("#pasted").InputValueAsync();
    }
}
