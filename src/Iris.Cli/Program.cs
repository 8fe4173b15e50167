using System.CommandLine;

return await new RootCommand("The command line of Iris.").Parse(args).InvokeAsync();
