namespace Iris.Browser.Tests.Browsing;

/// <summary>Tests that visit pages. When one ends, nothing may have gone wrong on any page that it visited.</summary>
public abstract class BrowserTests(SharedBrowser shared) : IAsyncLifetime
{
    private readonly List<Visit> _visits = [];
    private DirectoryInfo? _folder;

    private protected IrisServer Server => shared.Server;

    /// <summary>A folder of the test's own. It is there until its pages have gone: they read chosen files again whenever they show them.</summary>
    private protected DirectoryInfo Folder => _folder ??= Directory.CreateTempSubdirectory("iris-browser-");

    public virtual ValueTask InitializeAsync()
    {
        shared.Open();
        return ValueTask.CompletedTask;
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (Visit visit in _visits)
        {
            await visit.CatchUpAsync();
        }

        bool failed = TestContext.Current.TestState?.Result == TestResult.Failed;
        string[] complaints = [.. _visits.SelectMany(visit => visit.Complaints)];
        foreach (Visit visit in _visits)
        {
            await visit.EndAsync(failed || complaints.Length > 0 ? NameOf(visit) : null);
        }

        _folder?.Delete(recursive: true);
        Assert.Empty(complaints);
    }

    /// <summary>Opens an empty page that asks a server, the shared one if no other is named.</summary>
    private protected async Task<Visit> VisitAsync(Uri? server = null, BrowserNewContextOptions? options = null)
    {
        Visit visit = await Visit.StartAsync(shared.Open(), server ?? Server.Client.BaseAddress!, options);
        _visits.Add(visit);
        return visit;
    }

    /// <summary>Opens the console of a server, the shared one if no other is named.</summary>
    private protected Task<ConsolePage> OpenAsync(IrisServer? server = null, BrowserNewContextOptions? options = null) =>
        OpenAsync((server ?? Server).Client.BaseAddress!, options);

    /// <summary>Opens the console of a server.</summary>
    private protected async Task<ConsolePage> OpenAsync(Uri server, BrowserNewContextOptions? options = null) =>
        await ConsolePage.OpenAsync(await VisitAsync(server, options));

    // Such as FacesTests.A_picture_without_a_face_says_so.
    private string NameOf(Visit visit)
    {
        string test = TestContext.Current.Test!.TestDisplayName;
        string name = string.Concat(test.Select(letter => Path.GetInvalidFileNameChars().Contains(letter) ? '_' : letter));
        return _visits.Count == 1 ? name : $"{name}.{_visits.IndexOf(visit)}";
    }
}
