using System.CommandLine;
using System.Globalization;
using Majordome.Bench;
using Majordome.Bench.Chunks;
using Majordome.Bench.Peers;
using Majordome.Bench.Queries;
using Majordome.Bench.Server;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture; // what is written is read everywhere
var clocks = new Command("clocks", "Both clocks of one million tickets");
clocks.SetAction(_ => ClockBench.Run(Console.Out));
return await new RootCommand("Majordome") { new Command("bench", "Measurements") { clocks, ChunkBench.Create(), QueryBench.Create(), ServerBench.Create(), PeersBench.Create(), EngineCommand.Create() } }.Parse(["bench", .. args]).InvokeAsync();
