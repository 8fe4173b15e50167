namespace Iris.Server.Telemetry;

/// <summary>What became of a request.</summary>
internal enum RequestOutcome
{
    /// <summary>It was answered with a status below 400.</summary>
    Answered,

    /// <summary>It was refused with a status from 400 to 499: the client's to mend.</summary>
    Refused,

    /// <summary>It ended with a status from 500: the operator's to look after.</summary>
    Failed,

    /// <summary>The client hung up first.</summary>
    Aborted,
}
