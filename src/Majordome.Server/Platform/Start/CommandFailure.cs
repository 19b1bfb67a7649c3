using Majordome.Server.Platform.Persistence;

namespace Majordome.Server.Platform.Start;

/// <summary>What a command that could not be done leaves behind, instead of a stack.</summary>
/// <param name="ExitCode">1; 130 for a command that was told to end (128 and SIGINT, as shells count).</param>
/// <param name="Sentence">One line for standard error, in the current language; <c>null</c>: nothing is to be said.</param>
public sealed record CommandFailure(int ExitCode, string? Sentence)
{
    /// <summary>Reads a failure that whoever typed the command can mend; <c>null</c>: it is a defect, and stays an exception.</summary>
    public static CommandFailure? Of(Exception exception) => exception switch
    {
        OperationCanceledException => new(130, null),
        StartRefusedException refused => Told(refused.Rule, [.. refused.Values]),
        SchemaRefusedException refused => Told(refused.Rule, refused.Value),
        InvalidDataException { InnerException: { } cause } => Told("configuration-unreadable", exception.Message, cause.GetBaseException().Message),
        _ when exception.OfDatabase() is { } failure => Told("database-unreachable", failure.Message),
        IOException or UnauthorizedAccessException => Told("system-refuses", exception.Message),
        _ => null,
    };

    private static CommandFailure Told(string rule, params ReadOnlySpan<object?> values) => new(1, new Sentences().Tell(rule, values).ReplaceLineEndings(" "));
}
