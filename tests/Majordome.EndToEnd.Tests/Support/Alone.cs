namespace Majordome.EndToEnd.Tests.Support;

/// <summary>Tests that hold the program to a time: nothing else runs beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
