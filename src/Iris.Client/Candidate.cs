namespace Iris.Client;

/// <summary>Somebody whom the target is compared with.</summary>
/// <param name="Name">
/// What the answer calls the candidate: any text of up to 1,024 bytes of UTF-8 (a setting of the server). Names may occur twice:
/// <see cref="CandidateResult.Index"/> tells candidates apart.
/// </param>
/// <param name="Picture">The candidate's picture.</param>
public sealed record Candidate(string Name, PictureSource Picture);
