using Iris.Server.Admission;

namespace Iris.Server.Tests;

public sealed class PlaceSharesTests
{
    private readonly ClientHash _one = new(1), _other = new(2), _third = new(3);

    [Fact]
    public void A_client_leaves_as_many_places_to_others_as_it_has()
    {
        var shares = new PlaceShares(12);

        Assert.Equal(6, TakeAll(shares, _one));
        Assert.Equal(3, TakeAll(shares, _other));
        Assert.Equal(2, TakeAll(shares, _third));
        Assert.Equal(1, TakeAll(shares, new(4)));
        Assert.False(shares.HasPlaceFor(new(5)));
        shares.GiveBack(_one);
        Assert.True(shares.HasPlaceFor(new(5)));
        Assert.False(shares.TryTake(_one));
    }

    [Fact]
    public void One_place_is_for_whoever_comes_first()
    {
        var shares = new PlaceShares(1);

        Assert.True(shares.TryTake(_one));
        Assert.False(shares.TryTake(_other));
        shares.GiveBack(_one);
        Assert.True(shares.TryTake(_other));
    }

    [Fact]
    public void A_share_can_be_fixed()
    {
        var shares = new PlaceShares(5, placesPerClient: 4);

        Assert.Equal(4, TakeAll(shares, _one));
        Assert.Equal(1, TakeAll(shares, _other));
    }

    private static int TakeAll(PlaceShares shares, ClientHash client)
    {
        int taken = 0;
        while (shares.TryTake(client))
        {
            taken++;
        }

        return taken;
    }
}
