namespace Iris.Server.Health;

/// <summary>What trying the engine has shown.</summary>
internal enum EngineState
{
    /// <summary>It works.</summary>
    Works,

    /// <summary>It was not its turn in time, or it took too long.</summary>
    TooSlow,

    /// <summary>It did not find the face, or not where it is.</summary>
    FindsNoFace,

    /// <summary>The face's embedding is none, as the network answers with zero or what is no number, or another than the first time.</summary>
    EmbedsWrongly,

    /// <summary>It has a bug, or lacks a resource such as memory.</summary>
    Fails,
}
