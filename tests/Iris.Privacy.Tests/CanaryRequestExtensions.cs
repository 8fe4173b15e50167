using System.Text.Json.Nodes;

namespace Iris.Privacy.Tests;

/// <summary>What a test asks of a <see cref="CanaryRequest"/>.</summary>
internal static class CanaryRequestExtensions
{
    public static Task<(int Status, string Text)> SendAsync(this CanaryRequest request, HttpClient client, string body) =>
        request.SendAsync(client, body, TestContext.Current.CancellationToken);

    /// <summary>The only candidate matched. How well depends on the grain of the two drawings: a similarity of about 0.998.</summary>
    public static void AssertMatched(this CanaryRequest request, (int Status, string Text) answer)
    {
        Assert.Equal(200, answer.Status);
        JsonNode match = Assert.Single(JsonNode.Parse(answer.Text)!["matches"]!.AsArray())!;
        Assert.Equal(request.Name, (string?)match["name"]);
        Assert.InRange((int)match["probability"]!, 90, 100);
    }
}
