namespace Majordome.Domain.Contracts;

/// <summary>One thing for each of the four priorities.</summary>
public sealed record ByPriority<T>(T P1, T P2, T P3, T P4)
{
    /// <summary>What stands for one priority.</summary>
    public T this[Priority priority] => priority switch
    {
        Priority.P1 => P1,
        Priority.P2 => P2,
        Priority.P3 => P3,
        Priority.P4 => P4,
        _ => throw new ArgumentOutOfRangeException(nameof(priority), priority, null),
    };

    /// <summary>The four things, P1 first.</summary>
    public IEnumerable<KeyValuePair<Priority, T>> Each() => Enum.GetValues<Priority>().Select(p => KeyValuePair.Create(p, this[p]));
}

/// <summary>Makes one thing for each priority.</summary>
public static class ByPriority
{
    /// <summary>Asks for each priority in turn.</summary>
    public static ByPriority<T> Of<T>(Func<Priority, T> each) =>
        new(each(Priority.P1), each(Priority.P2), each(Priority.P3), each(Priority.P4));
}
