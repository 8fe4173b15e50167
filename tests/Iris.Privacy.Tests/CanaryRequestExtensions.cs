namespace Iris.Privacy.Tests;

/// <summary>What a test asks of a <see cref="CanaryRequest"/>.</summary>
internal static class CanaryRequestExtensions
{
    public static Task<(int Status, string Text)> SendAsync(this CanaryRequest request, HttpClient client, string body) =>
        request.SendAsync(client, body, TestContext.Current.CancellationToken);

    public static void AssertMatched(this CanaryRequest request, (int Status, string Text) answer) => Assert.Equal(request.Match, answer);
}
