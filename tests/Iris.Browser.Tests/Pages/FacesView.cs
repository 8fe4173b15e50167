namespace Iris.Browser.Tests.Pages;

/// <summary>The faces of one picture.</summary>
internal sealed class FacesView(IPage page)
{
    public ILocator Root => page.Locator("#view-faces");

    public ILocator Zone => page.Locator("#faces");

    public ILocator File => page.Locator("#faces-file");

    public ILocator Thorough => page.Locator("#faces-thorough");

    public ILocator Find => page.Locator("#faces-find");

    public ILocator Clear => page.Locator("#faces-clear");

    public ILocator Status => page.Locator("#faces-status");

    public ProblemBox Problem => new(page.Locator("#faces-problem"));

    public ILocator Picture => page.Locator("#faces-picture");

    public ILocator Boxes => Picture.Locator("svg.marks rect.box");

    public ILocator Numbers => Picture.Locator("svg.marks text.number");

    public ILocator Faces => page.Locator("#faces-list li.face");

    public CommandBox Command => new(page, "faces-command");

    /// <summary>Chooses a picture and looks for faces.</summary>
    public async Task FindAsync(string picture)
    {
        await File.SetInputFilesAsync(Pictures.PathOf(picture));
        await Find.ClickAsync();
    }

    /// <summary>Chooses a picture that is no file of the tests and looks for faces.</summary>
    public async Task FindAsync(string name, byte[] picture)
    {
        await File.SetInputFilesAsync(Upload.Of(name, picture));
        await Find.ClickAsync();
    }
}
