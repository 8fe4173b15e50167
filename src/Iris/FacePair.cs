namespace Iris;

/// <summary>The most similar of the pairs of faces that two pictures make.</summary>
/// <param name="Similarity">The cosine of the two embeddings, −1 to 1.</param>
/// <param name="Face">The index of the one picture's face.</param>
/// <param name="OtherFace">The index of the other picture's face.</param>
/// <param name="Comparisons">How many pairs were compared. Each could have been a false match.</param>
public readonly record struct FacePair(float Similarity, int Face, int OtherFace, int Comparisons);
