namespace Iris.Browser.Tests;

/// <summary>Pictures that the tests compare.</summary>
internal static class People
{
    public const string Salley = "johns/John_Salley/000179_02159509.jpg";
    public const string SalleyAgain = "johns/John_Salley/000183_02159543.jpg";
    public const string Savage = "johns/John_Savage/000264_01099001.jpg";
    public const string Schneider = "johns/John_Schneider/000288_00925786.jpg";
    public const string Simm = "johns/John_Simm/000288_00470387.jpg";

    // Alike enough for a false match rate of 1 in 100,000, and not for one in a million.
    public const string Shimkus = "johns/John_Shimkus/000396_03227722.jpg";
    public const string ShimkusUnlike = "johns/John_Shimkus/000394_02340150.jpg";

    public const string Dogs = "groups/dogs.jpg";
    public const string ThreeFaces = "groups/2008_002506.jpg";
}
