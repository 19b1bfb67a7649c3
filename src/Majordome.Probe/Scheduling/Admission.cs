namespace Majordome.Probe.Scheduling;

/// <summary>
/// Lets checks start within the limits: first a place with its peer, then among the processes, then among all, each in the order they
/// came. Who waits for a later place keeps the earlier, so that a crowded peer holds up nobody else. Used under the scheduler's lock.
/// </summary>
internal sealed class Admission(SchedulerOptions options)
{
    private readonly Dictionary<string, Places> peers = new(StringComparer.OrdinalIgnoreCase);
    private readonly Places processes = new(options.ProcessLimit);
    private readonly Places all = new(options.Concurrency);

    /// <summary>How many wait.</summary>
    public int Waiting { get; private set; }

    /// <summary>How many are at work.</summary>
    public int Running => all.Taken;

    /// <summary>Asks for a place: true when the check may start now; else it is among <see cref="Leave"/>'s when its turn has come.</summary>
    public bool Enter(Ticket ticket)
    {
        Waiting++;
        var isIn = Advance(ticket);
        Waiting -= isIn ? 1 : 0;
        return isIn;
    }

    /// <summary>Gives the places of a check back; tells who may start now.</summary>
    public void Leave(Ticket ticket, List<Ticket> admitted)
    {
        Pass(all.Free(), admitted);
        if (ticket.IsProcess)
        {
            Pass(processes.Free(), admitted);
        }

        if (ticket.Peer.Length > 0)
        {
            var peer = peers[ticket.Peer];
            Pass(peer.Free(), admitted);
            if (peer.Taken == 0)
            {
                peers.Remove(ticket.Peer);
            }
        }
    }

    private void Pass(Ticket? next, List<Ticket> admitted)
    {
        if (next is null)
        {
            return;
        }

        next.Stage++;
        if (Advance(next))
        {
            Waiting--;
            admitted.Add(next);
        }
    }

    private bool Advance(Ticket ticket)
    {
        for (; ticket.Stage < 3; ticket.Stage++)
        {
            var places = ticket.Stage switch
            {
                0 => ticket.Peer.Length > 0 ? PlacesOf(ticket.Peer) : null,
                1 => ticket.IsProcess ? processes : null,
                _ => all,
            };
            if (places?.TryTake(ticket) == false)
            {
                return false;
            }
        }

        return true;
    }

    private Places PlacesOf(string peer)
    {
        if (!peers.TryGetValue(peer, out var places))
        {
            peers.Add(peer, places = new Places(options.PerPeer));
        }

        return places;
    }

    /// <summary>A check that asks to start.</summary>
    internal sealed record Ticket(ScheduledCheck Check, string Peer, bool IsProcess, long DueAt)
    {
        /// <summary>Which place it waits for.</summary>
        public int Stage { get; set; }
    }

    private sealed class Places(int limit)
    {
        private readonly Queue<Ticket> queue = new();

        public int Taken { get; private set; }

        public bool TryTake(Ticket ticket)
        {
            if (Taken < limit)
            {
                Taken++;
                return true;
            }

            queue.Enqueue(ticket);
            return false;
        }

        /// <summary>Frees a place; who waited first has it at once.</summary>
        public Ticket? Free()
        {
            if (queue.TryDequeue(out var next))
            {
                return next;
            }

            Taken--;
            return null;
        }
    }
}
