using System.CommandLine;
using OrleansSegmentation.Cli;

try
{
    return await CommandLine.RunAsync(
        args, CommandLine.Build(Console.In, TimeProvider.System), new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
{
    // A file or folder that is not there or not ours: the message names it; a stack trace would not help.
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
