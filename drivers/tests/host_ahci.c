/* SPDX-License-Identifier: MIT */
/*
 * host_ahci.c - a SATA port's requests against a controller made of software, which also
 * fails, stops, lies and goes away. Host ring only.
 */
#define DRIVERS_BLOCK_AHCI_REGS_ACCESS
#include <stdint.h>

static uint32_t ahci_in(volatile uint8_t *regs, unsigned reg);
static void ahci_out(volatile uint8_t *regs, unsigned reg, uint32_t v);

/* Time passes while the driver waits, and only for it. */
#include <core/clock.h>
static uint64_t waited;
static uint64_t driver_now(void)
{
	return clock_now() + (waited += NSEC_PER_USEC);
}
#define clock_now driver_now
#include "../block/ahci_port.c"
#undef clock_now

#include <string.h>

#include <test/host.h>
#include <test/test.h>

#define DISK_BLOCKS 4096u

/* --- the controller and its disk ---------------------------------------------------------- */

static enum {
	GOOD,
	FAILS,        /* the disk ends the command with an error */
	FAILS_OLD,    /* the same by QEMU before 8.2: the command leaves the list */
	SILENT,       /* never ends it */
	SHORT,        /* moves half of it and says that all is well */
	STAYS_BUSY,   /* fails, and the disk stays busy */
	STAYS_LISTED, /* fails, and the list is not cleared when the port stops */
	NEVER_STOPS,
	GONE, /* all registers read as ones */
} kind;

static struct {
	uint32_t reg[PORT_SIZE / 4];
	uint8_t data[DISK_BLOCKS * 512];
	struct ahci_frame last;
	unsigned commands, resets;
} hba;

static uint32_t *reg_at(unsigned reg)
{
	return &hba.reg[reg / 4];
}

static struct ahci_slot *slot0(void)
{
	uint64_t at = *reg_at(PORT_CLB) | (uint64_t)*reg_at(PORT_CLB + 4) << 32;

	return phys_to_virt((phys_t){ at });
}

static uint64_t lba_of(const struct ahci_frame *f)
{
	uint64_t v = 0;

	for (unsigned i = 3; i-- > 0;)
		v = v << 8 | f->lba_high[i];
	for (unsigned i = 3; i-- > 0;)
		v = v << 8 | f->lba_low[i];
	return v;
}

/* Moves at most limit bytes between the disk and the command's pieces. */
static uint32_t move_pieces(const struct ahci_table *t, unsigned pieces, uint8_t *at, bool write,
			    uint32_t limit)
{
	uint32_t total = 0;

	for (unsigned i = 0; i < pieces && total < limit; i++) {
		uint8_t *memory = phys_to_virt((phys_t){ t->piece[i].addr });
		uint32_t n = MIN(t->piece[i].last + 1, limit - total);

		memcpy(write ? at + total : memory, write ? memory : at + total, n);
		total += n;
	}
	return total;
}

/* What the controller does when it gets round to it. */
static void hba_work(void)
{
	struct ahci_slot *s = slot0();
	struct ahci_table *t;
	uint32_t bytes;

	if (!(*reg_at(PORT_CI) & 1) || !(*reg_at(PORT_CMD) & CMD_START) || kind == SILENT)
		return;
	hba.commands++;
	t = phys_to_virt((phys_t){ s->table });
	hba.last = t->frame;
	CHECK_EQ(s->flags & 0x1f, 5);
	bytes = (uint32_t)(t->frame.count_low | t->frame.count_high << 8) * 512;
	if (kind == FAILS || kind == FAILS_OLD || kind == STAYS_BUSY || kind == STAYS_LISTED ||
	    kind == NEVER_STOPS) {
		if (kind == FAILS_OLD)
			*reg_at(PORT_CI) = 0;
		*reg_at(PORT_TFD) = kind == STAYS_BUSY ? 0xd1 : 0x51;
		*reg_at(PORT_IS) |= 0x40000001;
		return;
	}
	if (t->frame.command != ATA_FLUSH_EXT)
		s->moved = move_pieces(t, s->pieces, hba.data + lba_of(&t->frame) * 512,
				       s->flags & SLOT_WRITE, kind == SHORT ? bytes / 2 : bytes);
	*reg_at(PORT_CI) = 0;
	*reg_at(PORT_IS) |= 1;
}

static uint32_t ahci_in(volatile uint8_t *regs, unsigned reg)
{
	(void)regs;
	return kind == GONE ? UINT32_MAX : *reg_at(reg);
}

static void write_cmd(uint32_t v)
{
	uint32_t running = v & CMD_START || kind == NEVER_STOPS ? CMD_RUNNING : 0;
	uint32_t receiving = v & CMD_RECEIVE ? CMD_RECEIVING : 0;

	if (!(v & CMD_START) && kind != STAYS_LISTED)
		*reg_at(PORT_CI) = 0;
	*reg_at(PORT_CMD) = (v & ~(CMD_RUNNING | CMD_RECEIVING)) | running | receiving;
}

static void ahci_out(volatile uint8_t *regs, unsigned reg, uint32_t v)
{
	(void)regs;
	switch (reg) {
	case PORT_IS:
	case PORT_SERR:
		*reg_at(reg) &= ~v;
		break;
	case PORT_CI:
		*reg_at(reg) |= v;
		break;
	case PORT_CMD:
		write_cmd(v);
		break;
	case PORT_SCTL:
		if (v & SCTL_RESET) {
			hba.resets++;
			*reg_at(PORT_CI) = 0;
			*reg_at(PORT_CMD) &= ~CMD_RUNNING;
			*reg_at(PORT_TFD) = 0x50;
			kind = kind == GONE ? GONE : GOOD;
		}
		*reg_at(reg) = v;
		break;
	default:
		*reg_at(reg) = v;
	}
}

/* --- requests ------------------------------------------------------------------------------- */

static struct ahci_port port;
static struct blk_seg seg[2];
static struct blk_req req[4];
static uint8_t *data;
static unsigned done_count;

static void done(struct blk_req *r)
{
	(void)r;
	done_count++;
}

static void start_port(void)
{
	port.memory = phys_to_virt(pages_alloc(1, PAGES_ANY));
	data = phys_to_virt(pages_alloc(1, PAGES_ANY));
	memset(port.memory, 0, PAGE_SIZE);
	port.id = (struct ata_id){ .blocks = DISK_BLOCKS,
				   .block_size = 512,
				   .lba48 = true,
				   .dma = true,
				   .write_cache = true,
				   .flush_ext = true };
	*reg_at(PORT_SSTS) = 0x123;
	*reg_at(PORT_SIG) = SIG_DISK;
	*reg_at(PORT_TFD) = 0x50;
	CHECK_EQ(ahci_port_start(&port), 0);
	port.blk = (struct blk_dev){
		.name = "sda", .ops = &ahci_ops, .driver = &port, .max_sectors = 16, .max_segs = 2
	};
	ata_id_describe(&port.id, &port.blk);
	port.blk.sectors = 1; /* so that nobody looks for partitions */
	CHECK_EQ(blk_register(&port.blk), 0);
	port.blk.sectors = DISK_BLOCKS;
	seg[0] = (struct blk_seg){ data, 512 };
	seg[1] = (struct blk_seg){ data + 1024, 1024 };
}

static void submit(unsigned i, enum blk_op op, uint64_t sector)
{
	bool flush = op == BLK_FLUSH;

	req[i] = (struct blk_req){ .op = op,
				   .sector = sector,
				   .segs = flush ? NULL : seg,
				   .nsegs = flush ? 0 : 2,
				   .done = done,
				   .status = 1 };
	CHECK_EQ(blk_submit(&port.blk, &req[i]), 0);
}

/* The controller works, then interrupts. */
static void turn(void)
{
	hba_work();
	ahci_port_quiet(&port);
	blk_irq(&port.blk);
}

TEST(ahci_request_is_a_command_of_the_disk)
{
	start_port();
	memset(data, 'w', 512);
	memset(data + 1024, 'x', 1024);
	submit(0, BLK_WRITE, 0x234);
	turn();
	CHECK_EQ(req[0].status, 0);
	CHECK_EQ(hba.last.type, 0x27);
	CHECK_EQ(hba.last.flags, 0x80);
	CHECK_EQ(hba.last.command, 0x35);
	CHECK_EQ(hba.last.device, 0x40);
	CHECK_EQ(hba.last.count_low, 3);
	CHECK_EQ(hba.data[0x234 * 512], 'w');
	CHECK_EQ(hba.data[0x236 * 512 + 511], 'x');
	memset(data, 0, 4096);
	submit(1, BLK_READ, 0x235);
	turn();
	CHECK_EQ(hba.last.command, 0x25);
	CHECK_EQ(data[0], 'x');
	submit(2, BLK_FLUSH, 0);
	turn();
	CHECK_EQ(hba.last.command, 0xea);
	CHECK_EQ(req[2].status, 0);
}

TEST(ahci_small_disk_gets_the_short_commands)
{
	start_port();
	port.id.lba48 = port.id.flush_ext = false;
	submit(0, BLK_READ, 3);
	turn();
	CHECK_EQ(hba.last.command, 0xc8);
	submit(0, BLK_WRITE, 3);
	turn();
	CHECK_EQ(hba.last.command, 0xca);
	submit(0, BLK_FLUSH, 0);
	turn();
	CHECK_EQ(hba.last.command, 0xe7);
}

TEST(ahci_one_command_at_a_time)
{
	start_port();
	for (unsigned i = 0; i < 4; i++)
		submit(i, BLK_READ, i);
	CHECK_EQ(*reg_at(PORT_CI), 1);
	for (unsigned i = 0; i < 4; i++) {
		turn();
		CHECK_EQ(done_count, i + 1);
		CHECK_EQ(req[i].status, 0);
	}
	CHECK_EQ(hba.commands, 4);
}

static void expect_one_failure(void)
{
	submit(0, BLK_WRITE, 0);
	submit(1, BLK_READ, 0);
	turn();
	CHECK_EQ(req[0].status, -EIO);
	CHECK_EQ(done_count, 1);
	kind = GOOD;
	*reg_at(PORT_TFD) = 0x50;
	turn();
	CHECK_EQ(req[1].status, 0);
	CHECK_EQ(port.blk.resets, 0);
	CHECK_EQ(hba.resets, 0);
}

TEST(ahci_error_fails_the_command_and_the_next_goes_on)
{
	start_port();
	kind = FAILS;
	expect_one_failure();
}

/* The failed command has left the list as if it were done. */
TEST(ahci_error_of_old_qemu_is_an_error)
{
	start_port();
	kind = FAILS_OLD;
	expect_one_failure();
}

TEST(ahci_short_read_is_EIO)
{
	start_port();
	kind = SHORT;
	submit(0, BLK_READ, 0);
	turn();
	CHECK_EQ(req[0].status, -EIO);
}

static void expect_reset(void)
{
	submit(0, BLK_READ, 0);
	submit(1, BLK_READ, 0);
	turn();
	CHECK_EQ(done_count, 0);
	host_advance(kind == SILENT ? BLK_TIMEOUT : 0);
	host_run_work();
	CHECK_EQ(req[0].status, -EIO);
	CHECK_EQ(hba.resets, 1);
	CHECK_EQ(port.blk.resets, 1);
	turn();
	CHECK_EQ(req[1].status, 0);
	CHECK(!port.blk.gone);
}

TEST(ahci_silent_disk_is_reset)
{
	start_port();
	kind = SILENT;
	expect_reset();
}

TEST(ahci_disk_that_stays_busy_is_reset)
{
	start_port();
	kind = STAYS_BUSY;
	expect_reset();
}

TEST(ahci_port_that_does_not_stop_is_reset)
{
	start_port();
	kind = NEVER_STOPS;
	expect_reset();
}

TEST(ahci_list_that_is_not_cleared_is_reset)
{
	start_port();
	kind = STAYS_LISTED;
	expect_reset();
}

TEST(ahci_disk_that_goes_away_fails_everything)
{
	start_port();
	submit(0, BLK_READ, 0);
	submit(1, BLK_READ, 0);
	*reg_at(PORT_SSTS) = 0;
	*reg_at(PORT_IS) |= IS_PHY;
	turn();
	host_run_work();
	CHECK_EQ(done_count, 2);
	CHECK_EQ(req[1].status, -EIO);
	CHECK(port.blk.gone);
}

TEST(ahci_controller_that_goes_away_fails_everything)
{
	start_port();
	submit(0, BLK_READ, 0);
	kind = GONE;
	blk_irq(&port.blk);
	host_run_work();
	CHECK_EQ(req[0].status, -EIO);
	CHECK(port.blk.gone);
}

TEST(ahci_port_without_a_disk_is_left_alone)
{
	port.memory = phys_to_virt(pages_alloc(1, PAGES_ANY));
	*reg_at(PORT_SSTS) = 0x1;
	CHECK_EQ(ahci_port_start(&port), -ENODEV);
	*reg_at(PORT_SSTS) = 0x123;
	*reg_at(PORT_TFD) = 0x50;
	*reg_at(PORT_SIG) = 0xeb140101; /* a CD drive */
	CHECK_EQ(ahci_port_start(&port), -ENODEV);
	*reg_at(PORT_TFD) = 0x80;
	*reg_at(PORT_SIG) = SIG_DISK;
	CHECK_EQ(ahci_port_start(&port), -EIO);
}
