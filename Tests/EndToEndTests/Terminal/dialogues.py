"""One conversation with the binary on a terminal: dialogues.py BINARY FOLDER DIALOGUE.

Ends with 0 if it went as it should, and tells what was seen if not.
"""

import os
import signal
import subprocess
import sys

import pexpect

BINARY, FOLDER, DIALOGUE = sys.argv[1:4]
TIMEOUT = 60


def start(*arguments, command=None):
    child = pexpect.spawn(
        command or BINARY, list(arguments), cwd=FOLDER, env=ENVIRONMENT, timeout=TIMEOUT, encoding="utf-8",
        dimensions=(30, 110),
    )
    child.delaybeforesend = None
    return child


def finish(child, code):
    """Waits for the end and checks the exit code and that the cursor was given back."""
    child.expect(pexpect.EOF)
    child.close()
    got = child.exitstatus if child.signalstatus is None else -child.signalstatus
    assert got == code, f"exit {got}, not {code}\n{child.before}"
    return child.before


def run(*arguments):
    """Runs a command without a terminal."""
    done = subprocess.run([BINARY, *arguments], cwd=FOLDER, env=ENVIRONMENT, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=TIMEOUT)
    return done.returncode, done.stdout, done.stderr


def specs(hosts, latency="0s"):
    with open(os.path.join(FOLDER, "berth.yaml"), "w", encoding="utf-8") as file:
        file.write(f"fleet: talk\nproviders: {{local: {{latency: {latency}}}}}\n"
                   f"defaults: {{provider: local, cpu: 2}}\nhosts:\n  h-{{1..{hosts}}}: {{disk_gb: 10}}\n")


def expect_done(hosts):
    """The same command again finishes what was begun; then nothing is left to do."""
    specs(hosts)
    code, out, err = run("apply", "--auto-approve")
    assert code == 0, (code, out, err)
    code, out, err = run("plan", "--detailed-exitcode")
    assert code == 0 and out.startswith("No changes."), (code, out, err)
    code, out, _ = run("status")
    assert f"{hosts} hosts: {hosts} running." in out, out


def said_yes():
    specs(2)
    child = start("apply")
    child.expect_exact("Do you want to perform these actions?")
    child.expect_exact("Only 'yes' will be accepted to approve.")
    child.expect_exact("Enter a value: ")
    child.sendline("yes")
    child.expect_exact("Apply complete! Resources: 2 added, 0 changed, 0 destroyed.")
    finish(child, 0)


def said_no():
    specs(2)
    for answer in ["no", "", "y", "YES", "yes please"]:
        child = start("apply")
        child.expect_exact("Enter a value: ")
        child.sendline(answer)
        child.expect_exact("not approved; nothing was changed")
        finish(child, 4)
    child = start("apply")
    child.expect_exact("Enter a value: ")
    child.sendeof()
    child.expect_exact("not approved; nothing was changed")
    finish(child, 4)
    assert not os.path.exists(os.path.join(FOLDER, "state/local-cloud.log.jsonl"))


def counted():
    specs(2)
    assert run("apply", "--auto-approve")[0] == 0
    for answer in ["yes", "1", "3", "2 hosts"]:
        child = start("destroy")
        child.expect_exact("Do you really want to destroy?")
        child.expect_exact("2 hosts go. There is no undo.")
        child.expect_exact("Enter a value: ")
        child.sendline(answer)
        child.expect_exact("not approved; nothing was changed")
        finish(child, 4)
    child = start("destroy")
    child.expect_exact("Enter a value: ")
    child.sendline("2")
    child.expect_exact("Destroy complete! Resources: 2 destroyed.")
    finish(child, 0)


def asked_beside_redirected_input():
    specs(1)
    child = start("-c", f"'{BINARY}' apply < /dev/null", command="/bin/sh")
    child.expect_exact("Enter a value: ")
    child.sendline("yes")
    child.expect_exact("Apply complete!")
    finish(child, 0)


def not_asked_when_forbidden():
    specs(1)
    child = start("apply", "--no-input")
    child.expect_exact("this plan needs an approval")
    finish(child, 4)


def interrupted_at_the_prompt():
    specs(2)
    child = start("apply")
    child.expect_exact("Enter a value: ")
    child.sendintr()
    finish(child, 130)
    assert not os.path.exists(os.path.join(FOLDER, "state/local-cloud.log.jsonl"))
    child = start("apply")
    child.expect_exact("Enter a value: ")
    child.sendline("yes")
    child.expect_exact("Apply complete!")
    finish(child, 0)


def interrupted_once():
    specs(6, latency="700ms")
    child = start("apply", "--auto-approve", "--parallel", "2", "--concise")
    child.expect_exact("Creating...")
    child.sendintr()
    child.expect_exact("Interrupt received.")
    child.expect_exact("Creation complete")
    text = finish(child, 130)
    assert "interrupted" in text, text
    code, out, _ = run("state", "verify")
    assert (code, out) == (0, "The state of talk is whole.\n"), out
    code, out, _ = run("status")
    assert "6 hosts: 2 running" in out, out
    expect_done(6)


def interrupted_twice():
    specs(6, latency="30s")
    child = start("apply", "--auto-approve", "--parallel", "2")
    child.expect_exact("\x1b[?25l")
    child.expect_exact("h-1")
    wait_for_call()
    child.sendintr()
    child.expect_exact("Interrupt received.")
    child.sendintr()
    child.expect_exact("Two interrupts received.")
    child.expect_exact("\x1b[?25h")
    child.timeout = 5
    finish(child, 130)
    expect_done(6)


def terminated():
    specs(6, latency="700ms")
    child = start("apply", "--auto-approve", "--parallel", "2")
    child.expect_exact("\x1b[?25l")
    wait_for_call()
    child.kill(signal.SIGTERM)
    child.expect_exact("Interrupt received.")
    child.expect_exact("\x1b[?25h")
    finish(child, 143)
    expect_done(6)


def terminal_closed():
    specs(6, latency="700ms")
    child = start("apply", "--auto-approve", "--parallel", "2")
    child.expect_exact("\x1b[?25l")
    wait_for_call()
    os.close(child.child_fd)
    child.closed = True
    while True:
        pid, status = os.waitpid(child.pid, 0)
        if pid == child.pid:
            break
    assert os.waitstatus_to_exitcode(status) == 143, status
    expect_done(6)


def hang_up_ignored():
    """As by nohup: who was started to ignore a signal goes on."""
    specs(4, latency="200ms")
    run_on = subprocess.Popen(
        [BINARY, "apply", "--auto-approve", "--parallel", "1"], cwd=FOLDER, env=ENVIRONMENT, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN),
    )
    wait_for_call()
    run_on.send_signal(signal.SIGHUP)
    out, _ = run_on.communicate(timeout=TIMEOUT)
    assert run_on.returncode == 0 and "Resources: 4 added" in out, (run_on.returncode, out)


def live_display():
    specs(3, latency="300ms")
    child = start("apply", "--auto-approve")
    child.expect_exact("\x1b[?25l")
    child.expect_exact("\x1b[?25h")
    child.expect_exact("Apply complete! Resources: 3 added, 0 changed, 0 destroyed.")
    finish(child, 0)


def wait_for_call():
    """Returns when the cloud has accepted a call, which it has not answered yet."""
    log = os.path.join(FOLDER, "state/local-cloud.log.jsonl")
    while not os.path.exists(log) or '"hosts"' not in open(log, encoding="utf-8").read():
        os.sched_yield()


ENVIRONMENT = {"PATH": os.environ["PATH"], "TERM": "xterm", "NO_COLOR": "1", "USER": "tester", "LANG": "C.UTF-8"}
{f.__name__: f for f in [
    said_yes, said_no, counted, asked_beside_redirected_input, not_asked_when_forbidden, interrupted_at_the_prompt,
    interrupted_once, interrupted_twice, terminated, terminal_closed, hang_up_ignored,
    live_display,
]}[DIALOGUE]()
