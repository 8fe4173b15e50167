using SkiaSharp;
using static Iris.Server.Tests.CompareClient;

namespace Iris.Server.Tests;

public sealed class PictureLimitTests
{
    [Fact]
    public async Task A_picture_at_a_configured_limit_is_compared_and_one_past_it_matches_nothing()
    {
        await using IrisServer server = await IrisServer.StartAsync(
            "Iris:Pictures:MaxSide=300", "Iris:Pictures:MaxPixels=88000", "Iris:Pictures:MaxDecodeBytes=16777216", "Iris:Pictures:MaxFrames=1");

        (string Name, int Probability)[] matches = await server.CompareAsync(
            DataUri(Salley), ("side", Enlarged(300, 290)), ("longer", Enlarged(301, 290)), ("more pixels", Enlarged(300, 300)));

        Assert.Equal(["side"], matches.Select(match => match.Name));
    }

    private static string Enlarged(int width, int height)
    {
        using SKBitmap portrait = PictureFiles.Decode(Pictures.Read(SalleyAgain));
        using SKBitmap enlarged = Canvas.Blank(width, height, SKColors.Black);
        Canvas.Paste(portrait, enlarged, SKRectI.Create(0, 0, width, height));
        return DataUri(PictureFiles.Jpeg(enlarged));
    }
}
