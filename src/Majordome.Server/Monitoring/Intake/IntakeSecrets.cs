using Majordome.Server.Platform.Identity;
using Microsoft.AspNetCore.DataProtection;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>Of sources: the keys that sign their webhooks, the passwords of their users of SNMP.</summary>
public sealed class IntakeSecrets(IDataProtectionProvider protection) : KeptSecrets(protection, "Majordome.Monitoring.Intake.v1");
