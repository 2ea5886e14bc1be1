using OrleansSegmentation.Cli;

return await CommandLine.Build().Parse(args).InvokeAsync();
