using System.CommandLine;
using Skills.Cli.Shell;

namespace Skills.Cli.Routing;

/// <summary><c>skills route</c>: what routing does to cost and quality.</summary>
internal sealed class RouteCommand : Command
{
    public RouteCommand(CliHost host, CommonOptions common) : base("route", "Evaluates how models are chosen.") =>
        Add(new RouteEvalCommand(host, common));
}
