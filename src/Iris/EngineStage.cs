namespace Iris;

/// <summary>A stage of the work on a picture.</summary>
public enum EngineStage
{
    /// <summary>Bytes become pixels. A picture with small faces is decoded twice.</summary>
    Decode,

    /// <summary>Faces are found, their landmarks fitted and judged.</summary>
    Detect,

    /// <summary>Faces are cut out upright and turned into embeddings.</summary>
    Embed,
}
