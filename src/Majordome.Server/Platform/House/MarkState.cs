namespace Majordome.Server.Platform.House;

/// <summary>The five states a thing may be shown in. Each has a shape, a word and a colour; the colour never stands alone.</summary>
public enum MarkState
{
    /// <summary>Normal: a dot. No colour beyond it.</summary>
    Calm,

    /// <summary>Someone must look: a triangle.</summary>
    Attention,

    /// <summary>A promise is broken, a service is down: a square.</summary>
    Late,

    /// <summary>Waiting by agreement: two bars.</summary>
    Paused,

    /// <summary>Not known: a dashed ring. Never drawn as calm.</summary>
    Unknown,
}

/// <summary>Names of states in style sheets and texts.</summary>
public static class MarkStates
{
    /// <summary>The class that carries the state's colours: <c>m-late</c>.</summary>
    public static string Class(this MarkState state) => state switch
    {
        MarkState.Calm => "m-calm",
        MarkState.Attention => "m-attention",
        MarkState.Late => "m-late",
        MarkState.Paused => "m-paused",
        MarkState.Unknown => "m-unknown",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };
}
