namespace Iris.Browser.Tests.Pages;

/// <summary>The console of a server, as a person sees it.</summary>
internal sealed class ConsolePage
{
    private ConsolePage(Visit visit)
    {
        Visit = visit;
        Key = new KeyPanel(Page);
        Camera = new CameraDialog(Page);
        Compare = new CompareView(Page);
        Faces = new FacesView(Page);
        Privacy = new PrivacyView(Page);
        Status = new StatusView(Page);
        Api = new ApiView(Page);
    }

    /// <summary>The visit, with what went wrong.</summary>
    public Visit Visit { get; }

    public IPage Page => Visit.Page;

    public KeyPanel Key { get; }

    public CameraDialog Camera { get; }

    public CompareView Compare { get; }

    public FacesView Faces { get; }

    public PrivacyView Privacy { get; }

    public StatusView Status { get; }

    public ApiView Api { get; }

    /// <summary>Opens it, where it begins: at the comparison.</summary>
    public static async Task<ConsolePage> OpenAsync(Visit visit)
    {
        await visit.Page.GotoAsync("/");
        var page = new ConsolePage(visit);
        await Expect(page.Compare.Root).ToBeVisibleAsync();
        return page;
    }

    /// <summary>The tab of a view, such as "Faces".</summary>
    public ILocator Tab(string view) => Page.GetByRole(AriaRole.Tab, new() { Name = view, Exact = true });

    /// <summary>Goes to a view.</summary>
    public async Task ShowAsync(string view)
    {
        await Tab(view).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Tabpanel, new() { Name = view })).ToBeVisibleAsync();
    }

    /// <summary>How far the page is wider than what is seen of it, in pixels.</summary>
    public Task<int> WidthOutOfSightAsync() =>
        Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
}
