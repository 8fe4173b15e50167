namespace Iris.Client.Tests;

/// <summary>Connections on which the server's word on a large body is waited for as long as it takes: by default a body is sent after a second.</summary>
internal static class PatientConnections
{
    public static HttpClient To(IrisServer server) => new(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(5) })
    {
        BaseAddress = server.Client.BaseAddress,
    };
}
