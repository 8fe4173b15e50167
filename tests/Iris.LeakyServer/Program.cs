using Iris.LeakyServer;
using Iris.Server;
using Iris.Server.Privacy;
using Iris.Server.Privacy.Confinement;

// The program of the server, but for the leaks.
ProcessConfinement.Enter(static () => []);
await using WebApplication app = await IrisApplication.CreateAsync(args, services => services.AddSingleton<IStartupFilter, Leaks>());
app.Seal();
await app.RunAsync();
