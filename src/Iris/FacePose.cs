namespace Iris;

/// <summary>
/// Where a face points, in degrees; all zero when it is upright and faces the camera. An estimate: the depth of the mesh, from which yaw and
/// pitch come, is what the network takes it to be. Where the pack has no mesh, these two are not numbers.
/// </summary>
/// <param name="Roll">How the line through the eyes is turned: positive clockwise as seen, −180 to 180.</param>
/// <param name="Yaw">How far the face is turned aside: positive to the image's right, −90 to 90.</param>
/// <param name="Pitch">How far the face is raised: positive upwards, −90 to 90.</param>
public readonly record struct FacePose(float Roll, float Yaw, float Pitch);
