using Iris.Cli.Verification;
using Iris.Testing.Access;
using Iris.Testing.Servers;
using Microsoft.AspNetCore.Http;
using static Iris.Cli.Tests.PictureFolder;

namespace Iris.Cli.Tests;

/// <summary><c>--server</c>: what is told when a server refuses, is not there, or is another.</summary>
public sealed class ServerOptionTests
{
    private static readonly string[] Comparison = ["compare", TestPictures.PathOf(Salley), TestPictures.PathOf(SalleyAgain), "--server"];

    [Fact]
    public async Task The_key_that_a_server_asks_for_is_taken_from_the_environment()
    {
        using var files = new AccessFiles();
        (string key, string entry) = AccessFiles.CreateKey("cli");
        files.WriteKeys(entry);
        await using IrisServer server = await IrisServer.StartAsync(files.KeySetting);
        string url = server.Client.BaseAddress!.ToString();

        ProgramRun without = await IrisCommand.RunAsync([.. Comparison, url]);
        ProgramRun wrong = await IrisCommand.RunAsync(("IRIS_API_KEY", "iris_wrong"), [.. Comparison, url]);
        ProgramRun right = await IrisCommand.RunAsync(("IRIS_API_KEY", key), [.. Comparison, url]);

        Assert.All((ProgramRun[])[without, wrong], static run => AssertRefusal(run, "^The server refuses: .*401.* Put a key that it knows into the environment variable IRIS_API_KEY\\.\n$"));
        Assert.Equal((0, ""), (right.ExitCode, right.Error));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_in_a_line() =>
        AssertRefusal(await IrisCommand.RunAsync([.. Comparison, "http://127.0.0.1:1"]), "^The server cannot be reached.*[^.]\\. Check that it runs there\\.\n$");

    [Fact]
    public async Task A_server_that_is_another_is_told_in_a_line()
    {
        await using PictureServer other = await PictureServer.StartAsync(static context => context.Response.WriteAsync("<html>Hello"));

        AssertRefusal(await IrisCommand.RunAsync([.. Comparison, other.Url("")]), "is it another server\\?");
        AssertRefusal(await IrisCommand.RunAsync("faces", TestPictures.PathOf(Salley), "--server", other.Url("")), "is it another server\\?");
    }

    [Fact]
    public async Task A_server_is_sent_pictures_and_no_names()
    {
        using var folder = new PictureFolder();
        var body = new MemoryStream();
        await using PictureServer server = await PictureServer.StartAsync(async context =>
        {
            await context.Request.Body.CopyToAsync(body, TestContext.Current.CancellationToken);
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        });

        await IrisCommand.RunAsync("compare", folder.Add("Jane Roe 1969.jpg", Salley), folder.Add("Max Muster.jpg", SalleyAgain), "--server", server.Url(""));

        Assert.True(body.ToArray().AsSpan().IndexOf(TestPictures.Read(SalleyAgain)) > 0);
        Assert.True(body.ToArray().AsSpan().IndexOf("Muster"u8) < 0);
        Assert.True(body.ToArray().AsSpan().IndexOf("Roe"u8) < 0);
    }

    private static void AssertRefusal(ProgramRun run, string expected)
    {
        Assert.Equal(3, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.Matches(expected, run.Error);
        Assert.Equal(1, run.Error.Count(static c => c == '\n'));
    }
}
