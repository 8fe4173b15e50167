using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Iris.Cli.Output;
using Iris.Testing.Servers;
using static Iris.Cli.Tests.PictureFolder;

namespace Iris.Cli.Tests;

/// <summary>
/// What the command line finds by itself is what a server answers, to the digit. A threshold that was chosen with one has to hold with the
/// other, and a script must not notice where the work was done. Only one member may differ by design: the outcome of a URL, which
/// a server fetches by its own rules.
/// </summary>
public sealed class SameAnswersTests(SameAnswersTests.SharedServer shared) : IClassFixture<SameAnswersTests.SharedServer>, IDisposable
{
    private readonly PictureFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("faces=all&target_false_match_rate=3e-5", "--faces", "all", "--false-match-rate", "3e-5")]
    [InlineData("threshold=0.13&min_face_size=30", "--threshold", "0.13", "--min-face-size", "30")]
    public async Task A_comparison_is_answered_alike_here_by_the_server_and_by_the_command_line_that_asks_it(string query, params string[] options)
    {
        string target = _folder.Add("target.jpg", Group);
        string candidates = AddCandidates();

        ProgramRun here = await IrisCommand.RunAsync(["compare", "--json", target, candidates, .. options]);
        ProgramRun there = await IrisCommand.RunAsync(["compare", "--json", target, candidates, .. options, "--server", Url]);

        string answer = await PostAsync($"/v1/compare?{query}", "candidates", [("target", target), .. Names(candidates).Select(static path => ("candidates", path))]);
        Assert.Equal("", here.Error);
        Assert.Equal(answer, here.Output.TrimEnd());
        Assert.Equal(here, there);
        Assert.Equal(14, (int)JsonNode.Parse(answer)!["totals"]!["candidates"]!);
        Assert.InRange((int)JsonNode.Parse(answer)!["totals"]!["compared"]!, 8, 11);
    }

    [Theory]
    [InlineData(Dogs)]
    [InlineData("README.md")]
    public async Task A_target_without_a_face_is_answered_alike(string picture)
    {
        string target = TestPictures.PathOf(picture);
        string candidates = AddCandidates();

        ProgramRun here = await IrisCommand.RunAsync("compare", "--json", target, candidates);
        ProgramRun there = await IrisCommand.RunAsync("compare", "--json", target, candidates, "--server", Url);

        Assert.Equal(await PostAsync("/v1/compare", "candidates", [("target", target), .. Names(candidates).Select(static path => ("candidates", path))]), here.Output.TrimEnd());
        Assert.Equal(here, there);
    }

    [Theory]
    [InlineData(Group)]
    [InlineData(Group, "--thorough", "thorough=true")]
    [InlineData(Group, "--min-face-size=40", "min_face_size=40")]
    [InlineData(Dogs)]
    [InlineData("README.md")]
    public async Task The_faces_of_a_picture_are_answered_alike(string picture, string? option = null, string query = "")
    {
        string path = TestPictures.PathOf(picture);
        string[] options = option is null ? [] : [option];

        ProgramRun here = await IrisCommand.RunAsync(["faces", "--json", path, .. options]);
        ProgramRun there = await IrisCommand.RunAsync(["faces", "--json", path, .. options, "--server", Url]);

        Assert.Equal(await PostAsync($"/v1/faces?{query}", names: null, [("image", path)]), here.Output.TrimEnd());
        Assert.Equal(here, there);
    }

    [Theory]
    [InlineData(85, "compared", "found")]
    [InlineData(60, "no_face", "no_face")]
    public async Task A_picture_that_was_cut_short_is_answered_alike(int percent, string outcome, string faces)
    {
        string cut = _folder.AddCutShort("cut.jpg", SalleyAgain, percent);
        string candidates = AddCandidates();

        ProgramRun here = await IrisCommand.RunAsync("compare", "--json", cut, candidates);
        ProgramRun there = await IrisCommand.RunAsync("compare", "--json", cut, candidates, "--server", Url);
        ProgramRun facesHere = await IrisCommand.RunAsync("faces", "--json", cut);
        ProgramRun facesThere = await IrisCommand.RunAsync("faces", "--json", cut, "--server", Url);

        Assert.Equal(await PostAsync("/v1/compare", "candidates", [("target", cut), .. Names(candidates).Select(static path => ("candidates", path))]), here.Output.TrimEnd());
        Assert.Equal(await PostAsync("/v1/faces", names: null, [("image", cut)]), facesHere.Output.TrimEnd());
        Assert.Equal((here, facesHere), (there, facesThere));
        Assert.Contains($"\"target\":{{\"outcome\":\"{outcome}\",", here.Output, StringComparison.Ordinal);
        Assert.Contains($"\"outcome\":\"{faces}\",", facesHere.Output, StringComparison.Ordinal);
        Assert.All((string[])[here.Output, facesHere.Output], static text => Assert.Contains("\"incomplete\":true", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_lines_of_a_stream_are_alike_but_for_their_order()
    {
        string candidates = AddCandidates();

        ProgramRun here = await IrisCommand.RunAsync("compare", "--ndjson", TestPictures.PathOf(Salley), candidates);
        ProgramRun there = await IrisCommand.RunAsync("compare", "--ndjson", TestPictures.PathOf(Salley), candidates, "--server", Url);

        Assert.Equal(here.Output.Split('\n').Order(StringComparer.Ordinal), there.Output.Split('\n').Order(StringComparer.Ordinal));
        Assert.Equal(16, here.Output.Split('\n').Length);
    }

    [Fact]
    public async Task A_folder_that_no_single_request_can_hold_is_answered_alike()
    {
        // More than a server takes of one request, in number, 1,000, and in bytes, 56 MiB.
        string candidates = AddCandidates();
        for (int i = 0; i < 1000; i++)
        {
            _folder.Add($"candidates/text/{i:000}.jpg", "no picture"u8.ToArray());
        }

        for (int i = 0; i < 3; i++)
        {
            _folder.Add($"candidates/large/{i}.jpg", new byte[20 * 1024 * 1024]);
        }

        ProgramRun here = await IrisCommand.RunAsync("compare", "--json", TestPictures.PathOf(Salley), candidates);
        ProgramRun there = await IrisCommand.RunAsync("compare", "--json", TestPictures.PathOf(Salley), candidates, "--server", Url);

        Assert.Equal(0, here.ExitCode);
        Assert.Equal(here, there);
        Assert.Equal(1017, (int)JsonNode.Parse(there.Output)!["totals"]!["candidates"]!);
    }

    [Fact]
    public void Halves_are_rounded_as_the_server_rounds_them()
    {
        // Such as no picture of the tests has by chance.
        Iris.Client.Face face = Answers.FaceOf(new DetectedFace { Box = new FaceBox(0.125f, -0.125f, 8.375f, 8.625f), DetectionScore = 0.03125f });

        Assert.Equal((0.13, -0.13, 8.25, 8.75), (face.Box.X, face.Box.Y, face.Box.Width, face.Box.Height));
        Assert.Equal(0.0313, face.Quality.DetectionScore);
    }

    private string Url => shared.Server.Client.BaseAddress!.ToString();

    private string AddCandidates()
    {
        foreach (string john in TestPictures.Johns.Where(static (_, i) => i % 7 == 0))
        {
            _folder.Add($"candidates/{john}", john);
        }

        _folder.Add("candidates/a \"group\" \u00e9\U0001F600.jpg", "groups/2008_001009.jpg");
        _folder.Add("candidates/dogs.jpg", Dogs);
        _folder.Add("candidates/empty.png", []);
        _folder.Add("candidates/text.png", "no picture"u8.ToArray());
        _folder.Add("candidates/cut.jpg", TestPictures.Read(Salley)[..3000]);
        _folder.Add("candidates/broken.jpg", TestPictures.Read(Salley)[..100]);
        return _folder.PathOf("candidates");
    }

    private static IEnumerable<string> Names(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    private async Task<string> PostAsync(string path, string? names, IEnumerable<(string Field, string Path)> pictures)
    {
        using var form = new MultipartFormDataContent();
        List<string> all = [];
        foreach ((string field, string file) in pictures)
        {
            var content = new ByteArrayContent(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            form.Add(content, field, "x");
            if (field == names)
            {
                all.Add(file);
            }
        }

        if (names is not null)
        {
            form.Add(new StringContent(new JsonArray([.. all.Select(static name => JsonValue.Create(name))]).ToJsonString()), "names");
        }

        using HttpResponseMessage response = await shared.Server.Client.PostAsync(path, form, TestContext.Current.CancellationToken);
        return await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>A server with default settings, but for the limit on requests, shared by the tests.</summary>
    public sealed class SharedServer : IAsyncLifetime
    {
        public IrisServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Server = await IrisServer.StartAsync();

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
