using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Iris.Server.Tests;

/// <summary>Speaks the kept contract as a client would.</summary>
internal static class CompareClient
{
    public const string Salley = "johns/John_Salley/000179_02159509.jpg";
    public const string SalleyAgain = "johns/John_Salley/000183_02159543.jpg";
    public const string Savage = "johns/John_Savage/000264_01099001.jpg";
    public const string Dogs = "groups/dogs.jpg";

    public static string DataUri(byte[] picture) => "data:image/jpeg;base64," + Convert.ToBase64String(picture);

    public static string DataUri(string picture) => DataUri(Pictures.Read(picture));

    public static string Body(string target, params (string Name, string Image)[] people) => new JsonObject
    {
        ["target_url"] = target,
        ["people"] = new JsonArray([.. people.Select(person => new JsonObject { ["name"] = person.Name, ["image_url"] = person.Image })]),
    }.ToJsonString();

    public static Task<HttpResponseMessage> PostAsync(this IrisServer server, string body, string contentType = "application/json") =>
        server.PostAsync(new StringContent(body, MediaTypeHeaderValue.Parse(contentType)));

    public static Task<HttpResponseMessage> PostAsync(this IrisServer server, HttpContent body) =>
        server.Client.PostAsync(new Uri("/compare", UriKind.Relative), body, TestContext.Current.CancellationToken);

    public static async Task<HttpResponseMessage> PostAsync(HttpClient client, string body)
    {
        using var content = new StringContent(body, MediaTypeHeaderValue.Parse("application/json"));
        return await client.PostAsync(new Uri("/compare", UriKind.Relative), content, TestContext.Current.CancellationToken);
    }

    public static Task<(string Name, int Probability)[]> CompareAsync(
        this IrisServer server, string target, params (string Name, string Image)[] people) => CompareAsync(server.Client, target, people);

    public static async Task<(string Name, int Probability)[]> CompareAsync(
        HttpClient client, string target, params (string Name, string Image)[] people)
    {
        using HttpResponseMessage response = await PostAsync(client, Body(target, people));
        return await MatchesAsync(response);
    }

    public static async Task<(string Name, int Probability)[]> MatchesAsync(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        JsonProperty only = Assert.Single(answer.RootElement.EnumerateObject());
        Assert.Equal("matches", only.Name);
        return [.. only.Value.EnumerateArray().Select(match =>
        {
            Assert.Equal(["name", "probability"], match.EnumerateObject().Select(property => property.Name));
            return (match.GetProperty("name").GetString()!, match.GetProperty("probability").GetInt32());
        })];
    }
}
