using System.CommandLine;
using Skills.Cli.Shell;

namespace Skills.Cli.Recordings;

/// <summary><c>skills cassettes</c>: lists recorded answers and deletes those that nothing uses.</summary>
internal sealed class CassettesCommand : Command
{
    public CassettesCommand(CliHost host, CommonOptions common) : base("cassettes", "Lists recorded answers, and deletes those that no longer fit a case.")
    {
        Add(new CassetteListCommand(host, common));
        Add(new CassettePruneCommand(host, common));
    }
}
