namespace Iris.Imaging;

/// <summary>
/// What must be done to a stored picture to see it upright: the values of the EXIF tag 0x0112 (EXIF 2.3).
/// </summary>
internal enum Orientation
{
    Upright = 1,
    MirrorHorizontally = 2,
    TurnHalf = 3,
    MirrorVertically = 4,
    Transpose = 5,
    TurnClockwise = 6,
    Transverse = 7,
    TurnCounterclockwise = 8,
}
