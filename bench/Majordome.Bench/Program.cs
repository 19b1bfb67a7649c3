using Majordome.Bench;

switch (args)
{
    case ["clocks"]:
        ClockBench.Run(Console.Out);
        return 0;
    default:
        Console.Error.WriteLine("usage: dotnet run -c Release --project bench/Majordome.Bench -- clocks");
        return 2;
}
