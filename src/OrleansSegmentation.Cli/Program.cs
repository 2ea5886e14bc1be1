using System.CommandLine;
using OrleansSegmentation.Cli;

try
{
    return await CommandLine.Build().Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
{
    // A file or folder that is not there or not ours: the message names it; a stack trace would not help.
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
