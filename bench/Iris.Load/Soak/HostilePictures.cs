using Iris.Cli.Verification;
using Microsoft.AspNetCore.Http;

namespace Iris.Load.Soak;

/// <summary>A server with one good picture and many addresses that mean harm.</summary>
internal static class HostilePictures
{
    /// <summary>The path of the good one.</summary>
    public const string Good = "good";

    /// <summary>The paths of the others.</summary>
    public static IReadOnlyList<string> Bad { get; } = ["missing", "page", "reset", "cut", "redirect", "endless", "drip", "silent"];

    /// <summary>Starts the server.</summary>
    /// <param name="picture">The good picture.</param>
    public static Task<PictureServer> StartAsync(byte[] picture) => PictureServer.StartAsync(context => AnswerAsync(context, picture));

    private static async Task AnswerAsync(HttpContext context, byte[] picture)
    {
        HttpResponse response = context.Response;
        CancellationToken gone = context.RequestAborted;
        switch (context.Request.Path.Value![1..])
        {
            case Good:
                await response.Body.WriteAsync(picture, gone);
                break;
            case "page":
                await response.WriteAsync("<!DOCTYPE html><title>Not a picture</title>", gone);
                break;
            case "reset":
                context.Abort();
                break;
            case "cut":
                response.ContentLength = picture.Length;
                await response.Body.WriteAsync(picture.AsMemory(..(picture.Length / 2)), gone);
                await response.Body.FlushAsync(gone);
                context.Abort();
                break;
            case "redirect":
                response.Redirect("redirect");
                break;
            case "endless":
                while (true)
                {
                    await response.Body.WriteAsync(new byte[64 * 1024], gone);
                }

            case "drip":
                foreach (byte value in picture)
                {
                    await response.Body.WriteAsync(new[] { value }, gone);
                    await response.Body.FlushAsync(gone);
                    await Task.Delay(TimeSpan.FromMilliseconds(200), gone);
                }

                break;
            case "silent":
                await PictureServer.KeepWaitingAsync(context);
                break;
            default:
                response.StatusCode = StatusCodes.Status404NotFound;
                break;
        }
    }
}
