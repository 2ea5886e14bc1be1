using OrleansSegmentation.Cli;

return await CommandLine.RunAsync(args, CommandLine.Build(Console.In, TimeProvider.System));
