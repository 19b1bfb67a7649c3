namespace Majordome.Server.Contracts;

/// <summary>What the pages of contracts say, and the sentences of the rules that contracts are held to. See <c>ContractsTexts.resx</c>.</summary>
public sealed class ContractsTexts;
