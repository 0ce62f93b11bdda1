using Skills.Cli.App;
using Skills.Cli.Shell;

return await SkillsProgram.RunAsync(args, CliHost.OfProcess()).ConfigureAwait(false);
