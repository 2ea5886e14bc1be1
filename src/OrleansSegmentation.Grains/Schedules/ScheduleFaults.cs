using System.Globalization;
using OrleansSegmentation.Contracts.Faults;

namespace OrleansSegmentation.Grains.Schedules;

/// <summary>Why a schedule is not stored, changed or triggered.</summary>
internal static class ScheduleFaults
{
    private const string InvalidCron = "SEG-SCH002-400";
    private const string TooOften = "SEG-SCH003-400";
    private const string BadOperation = "SEG-SCH004-400";
    private const string InvalidField = "SEG-SCH005-400";

    public static ServiceFault Invalid(IReadOnlyList<FaultItem> problems) =>
        new(400, "The schedule is invalid.", problems.Count == 1 ? problems[0].Message : null, problems);

    public static ServiceFault NotFound(Guid id) => ServiceFault.Of("SEG-SCH001-404", "Unknown schedule.", $"Schedule {id} does not exist.");

    public static ServiceFault LimitReached(int limit) => ServiceFault.Of(
        "SEG-SCH006-400", "Too many schedules.",
        string.Create(CultureInfo.InvariantCulture, $"The sandbox has as many schedules as are accepted: {limit} (Schedules:MaxPerSandbox)."));

    public static ServiceFault WrongType(string field, string message) => ServiceFault.Of(InvalidField, "The schedule is of another type.", message, field);

    public static FaultItem Field(string field, string message) => new(InvalidField, message, field);

    public static FaultItem Cron(string expression, string problem) =>
        new(InvalidCron, $"schedule is '{expression}', which is no cron expression. {problem}", "schedule");

    public static FaultItem Operation(string path, string message) => new(BadOperation, message, path);

    public static FaultItem Gap(string expression, TimeSpan found, TimeSpan least) => new(
        TooOften,
        string.Create(CultureInfo.InvariantCulture, $"schedule is '{expression}', which fires again after {found:c}; at least {least:c} apart is accepted (Schedules:MinInterval)."),
        "schedule");
}
